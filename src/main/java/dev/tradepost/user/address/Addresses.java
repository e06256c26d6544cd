package dev.tradepost.user.address;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.crypto.EncryptedColumn;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.idempotency.Idempotency;
import dev.tradepost.user.address.AddressResource.AddressRequest;
import dev.tradepost.user.api.AddressBook;
import dev.tradepost.user.api.PersonalDataRequested;
import dev.tradepost.user.api.PostalAddress;
import dev.tradepost.user.api.UserErased;

@ApplicationScoped
class Addresses implements PanacheRepositoryBase<Address, UUID>, AddressBook {

    /** An address book, not a database. */
    private static final int MOST = 100;

    private final Sql sql;
    private final Idempotency idempotency;
    private final FieldEncryption encryption;
    private final Clock clock;

    Addresses(Sql sql, Idempotency idempotency, FieldEncryption encryption, Clock clock) {
        this.sql = sql;
        this.idempotency = idempotency;
        this.encryption = encryption;
        this.clock = clock;
    }

    List<Address> of(UUID userId) {
        return list("userId = ?1 order by id", userId);
    }

    /**
     * @throws Problem.NotFound if there is no such address
     * @throws Problem.Forbidden {@code access_denied} if it is somebody else's
     */
    Address get(UUID userId, UUID addressId) {
        Address address = findByIdOptional(addressId).orElseThrow(() -> new Problem.NotFound("Address"));
        if (!address.userId().equals(userId)) {
            throw Problem.Forbidden.accessDenied();
        }
        return address;
    }

    /**
     * Adds an address. One address book is changed by one transaction at a time, which keeps its limit and its one default per
     * type; the index {@code addresses_one_default} would refuse a second.
     */
    @Transactional
    Address add(UUID userId, AddressRequest request) {
        lock(userId);
        if (count("userId", userId) >= MOST) {
            throw new Problem.Conflict("address_book_full", "An address book holds at most " + MOST + " addresses");
        }
        makeRoomForDefault(userId, request);
        Address address = new Address(userId, request, encryption, clock.instant());
        persistAndFlush(address);
        return address;
    }

    /** Puts another address in the place of one. */
    @Transactional
    Address replace(UUID userId, UUID addressId, AddressRequest request, IntConsumer versionCheck) {
        lock(userId);
        versionCheck.accept(get(userId, addressId).version());
        makeRoomForDefault(userId, request);
        Address address = get(userId, addressId);
        address.change(request, encryption, clock.instant());
        flush(); // gives it its new version
        return address;
    }

    @Transactional
    void remove(UUID userId, UUID addressId, IntConsumer versionCheck) {
        lock(userId);
        Address address = get(userId, addressId);
        versionCheck.accept(address.version());
        delete(address);
    }

    /** The old default is one no longer, and its version another one. Forgets what was read: the statement went past it. */
    private void makeRoomForDefault(UUID userId, AddressRequest request) {
        if (Boolean.TRUE.equals(request.isDefault())) {
            getEntityManager().createQuery("""
                    update versioned Address set isDefault = false
                     where userId = :user and addressType = :type and isDefault""")
                    .setParameter("user", userId).setParameter("type", request.addressType()).executeUpdate();
            getEntityManager().clear();
        }
    }

    void contribute(@Observes PersonalDataRequested asked) {
        asked.contribution().accept("addresses",
                of(asked.userId()).stream().map(address -> address.view(encryption)).toList());
    }

    @Transactional(TxType.MANDATORY)
    void erase(@Observes UserErased erased) {
        delete("userId", erased.userId());
        idempotency.forget(erased.userId()); // what was answered when they were added
    }

    @Produces
    @Singleton
    EncryptedColumn street() {
        return Address.STREET;
    }

    /** Keeps the customers from being erased until the caller's transaction ends: what it writes would not be erased with them. */
    @Override
    @Transactional
    public Map<Entry, PostalAddress> addresses(Collection<Entry> entries) {
        Map<Entry, PostalAddress> found = new HashMap<>();
        sql.query("""
                select a.user_id, a.id, a.street_address, a.city, a.state, a.postal_code, a.country
                  from unnest(?, ?) as entry (user_id, id)
                  join users.addresses a on a.id = entry.id and a.user_id = entry.user_id
                  join users.users u on u.id = a.user_id
                 where u.erased_at is null
                   for key share of u""", row -> {
            UUID id = row.getObject("id", UUID.class);
            return found.put(new Entry(row.getObject("user_id", UUID.class), id),
                    new PostalAddress(encryption.decrypt(Address.STREET, row.getString("street_address"), id),
                            row.getString("city"), row.getString("state"), row.getString("postal_code"),
                            row.getString("country")));
        }, Sql.uuids(entries, Entry::userId), Sql.uuids(entries, Entry::addressId));
        return found;
    }

    private void lock(UUID userId) {
        boolean there = !getEntityManager()
                .createNativeQuery("select id from users.users where id = ?1 and erased_at is null for update",
                        UUID.class)
                .setParameter(1, userId).getResultList().isEmpty();
        if (!there) {
            throw new Problem.NotFound("User");
        }
    }
}
