package dev.tradepost.user.api;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Names and e-mail addresses of customers. */
public interface Customers {

    /**
     * Reads the current contact data. Joins the caller's transaction if there is one.
     *
     * @return by user id; users that do not exist or are erased are missing
     */
    Map<UUID, Contact> contacts(Set<UUID> userIds);

    /** @param verified whether the customer has proved to own the address; send no mail otherwise */
    record Contact(String email, String firstName, String lastName, boolean verified) {}
}
