package dev.tradepost.user.address;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.kernel.Problem;
import dev.tradepost.user.address.AddressResource.AddressRequest;
import dev.tradepost.user.api.AddressBook;
import dev.tradepost.user.api.PostalAddress;

@ApplicationScoped
class Addresses implements PanacheRepositoryBase<Address, UUID>, AddressBook {

    /** An address book, not a database. */
    private static final int MOST = 100;

    private final Clock clock;

    Addresses(Clock clock) {
        this.clock = clock;
    }

    List<Address> of(UUID userId) {
        return list("userId = ?1 order by id", userId);
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
        if (Boolean.TRUE.equals(request.isDefault())) {
            update("isDefault = false where userId = ?1 and addressType = ?2 and isDefault", userId,
                    request.addressType());
        }
        Address address = new Address(userId, request, clock.instant());
        persist(address);
        return address;
    }

    @Override
    @Transactional
    public Map<UUID, PostalAddress> addressesOf(UUID userId, Collection<UUID> addressIds) {
        return list("userId = ?1 and id in ?2", userId, addressIds).stream()
                .collect(Collectors.toMap(Address::id, Address::postal));
    }

    private void lock(UUID userId) {
        getEntityManager().createNativeQuery("select id from users.users where id = ?1 for update", UUID.class)
                .setParameter(1, userId).getResultList();
    }
}
