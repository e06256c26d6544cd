package dev.tradepost.user.api;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** Where to send what customers buy. */
public interface AddressBook {

    /**
     * Reads those of the addresses that belong to the user; the others are missing from the answer. Joins the caller's
     * transaction if there is one.
     */
    Map<UUID, PostalAddress> addressesOf(UUID userId, Collection<UUID> addressIds);
}
