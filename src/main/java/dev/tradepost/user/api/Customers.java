package dev.tradepost.user.api;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** How to reach the people who buy. */
public interface Customers {

    /**
     * Reads customers' present names and e-mail addresses. Joins the caller's transaction if there is one.
     *
     * @return by user; there is none for a user that does not exist any more
     */
    Map<UUID, Contact> contacts(Set<UUID> userIds);

    /**
     * Whom to write to, and how to address them.
     *
     * @param verified whether they have proved that the address is theirs; nothing is to be sent to any other
     */
    record Contact(String email, String firstName, String lastName, boolean verified) {}
}
