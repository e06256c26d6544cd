package dev.tradepost.user.api;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** The addresses that customers have stored. */
public interface AddressBook {

    /** An address that may or may not belong to the user. */
    record Entry(UUID userId, UUID addressId) {}

    /**
     * Reads the addresses that exist and belong to the given user; the map lacks all others. Joins the caller's transaction if there is
     * one, and then keeps the users from being erased until it ends: an order must not copy an address that is erased meanwhile.
     */
    Map<Entry, PostalAddress> addresses(Collection<Entry> entries);
}
