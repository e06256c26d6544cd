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
     * one, and then prevents the erasure of these users until it ends, so that an order never copies an address that is being erased.
     */
    Map<Entry, PostalAddress> addresses(Collection<Entry> entries);
}
