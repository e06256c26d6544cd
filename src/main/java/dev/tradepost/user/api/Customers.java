package dev.tradepost.user.api;

import java.util.Optional;
import java.util.UUID;

/** How to reach the people who buy. */
public interface Customers {

    /**
     * Reads the customer's present name and e-mail address. Joins the caller's transaction if there is one.
     *
     * @return empty if there is no such user
     */
    Optional<Contact> contact(UUID userId);

    /** Whom to write to, and how to address them. */
    record Contact(String email, String firstName, String lastName) {}
}
