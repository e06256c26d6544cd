package dev.tradepost.user.api;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** Where to send what customers buy. */
public interface AddressBook {

    /** An address as that of a user, which it need not be. */
    record Entry(UUID userId, UUID addressId) {}

    /**
     * Reads those of the addresses that belong to the user who is named with them; the others are missing from the answer. Joins the
     * caller's transaction if there is one, and keeps the users from being erased until it ends.
     */
    Map<Entry, PostalAddress> addresses(Collection<Entry> entries);
}
