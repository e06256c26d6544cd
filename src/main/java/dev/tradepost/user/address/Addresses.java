package dev.tradepost.user.address;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

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

/** The address books of all users. */
@ApplicationScoped
class Addresses implements PanacheRepositoryBase<UserAddress, UUID>, AddressBook {

    private static final int MAX_PER_USER = 100;

    private static final String FIND = """
            select a.user_id, a.id, a.street_address, a.city, a.state, a.postal_code, a.country
              from unnest(?, ?) as entry (user_id, id)
              join users.addresses a on a.id = entry.id and a.user_id = entry.user_id
              join users.users u on u.id = a.user_id
             where u.erased_at is null
               for key share of u""";

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

    List<UserAddress> of(UUID userId) {
        return list("userId = ?1 order by id", userId);
    }

    /**
     * @throws Problem.NotFound if there is no such address
     * @throws Problem.Forbidden {@code access_denied} if it belongs to another user
     */
    UserAddress get(UUID userId, UUID addressId) {
        UserAddress address = findByIdOptional(addressId).orElseThrow(() -> new Problem.NotFound("Address"));
        if (!address.userId().equals(userId)) {
            throw Problem.Forbidden.accessDenied();
        }
        return address;
    }

    /**
     * {@link #get}, with the user's address book locked until the transaction ends. Concurrent changes could exceed the limit, or set two
     * defaults of one type, which the index {@code addresses_one_default} refuses.
     */
    UserAddress lock(UUID userId, UUID addressId) {
        lockBook(userId);
        return get(userId, addressId);
    }

    /** @throws Problem.Conflict {@code address_book_full} */
    @Transactional
    UserAddress add(UUID userId, AddressRequest request) {
        lockBook(userId);
        if (count("userId", userId) >= MAX_PER_USER) {
            throw new Problem.Conflict("address_book_full",
                    "An address book holds at most " + MAX_PER_USER + " addresses");
        }
        UserAddress address = new UserAddress(userId, request, encryption, clock.instant());
        clearOtherDefault(address, request);
        persistAndFlush(address);
        return address;
    }

    /** @param address a locked one */
    void replace(UserAddress address, AddressRequest request) {
        clearOtherDefault(address, request);
        address.change(request, encryption, clock.instant());
        flush(); // assigns the new version
    }

    private void clearOtherDefault(UserAddress address, AddressRequest request) {
        if (Boolean.TRUE.equals(request.isDefault())) {
            update("""
                    update versioned UserAddress set isDefault = false
                     where userId = ?1 and addressType = ?2 and isDefault and id <> ?3""", address.userId(),
                    request.addressType(), address.id());
        }
    }

    private void lockBook(UUID userId) {
        if (sql.query("select 1 from users.users where id = ? and erased_at is null for update", _ -> true, userId)
                .isEmpty()) {
            throw new Problem.NotFound("User");
        }
    }

    @Override
    @Transactional
    public Map<Entry, PostalAddress> addresses(Collection<Entry> entries) {
        Map<Entry, PostalAddress> found = new HashMap<>();
        sql.query(FIND, row -> {
            UUID id = row.getObject("id", UUID.class);
            return found.put(new Entry(row.getObject("user_id", UUID.class), id),
                    new PostalAddress(encryption.decrypt(UserAddress.STREET, row.getString("street_address"), id),
                            row.getString("city"), row.getString("state"), row.getString("postal_code"),
                            row.getString("country")));
        }, Sql.uuids(entries, Entry::userId), Sql.uuids(entries, Entry::addressId));
        return found;
    }

    void contribute(@Observes PersonalDataRequested request) {
        request.contribution().accept("addresses",
                of(request.userId()).stream().map(address -> address.view(encryption)).toList());
    }

    @Transactional(TxType.MANDATORY)
    void erase(@Observes UserErased erased) {
        delete("userId", erased.userId());
        idempotency.forget(erased.userId()); // the stored responses contain the addresses
    }

    @Produces
    @Singleton
    EncryptedColumn street() {
        return UserAddress.STREET;
    }
}
