package dev.tradepost.platform.security;

import java.util.Optional;
import java.util.UUID;

/** What accounts may do now, whatever older access tokens say: for work that goes on after its request. */
public interface AccountDirectory {

    /**
     * One of {@link Roles}. Joins the caller's transaction if there is one.
     *
     * @return empty if the account is disabled, erased or never was
     */
    Optional<String> roleOf(UUID userId);
}
