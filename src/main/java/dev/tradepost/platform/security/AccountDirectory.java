package dev.tradepost.platform.security;

import java.util.Optional;
import java.util.UUID;

/** Current rights of accounts, for work that outlives its request and the access token. */
public interface AccountDirectory {

    /**
     * One of {@link Roles}. Joins the caller's transaction if there is one.
     *
     * @return empty if the account is disabled, erased or does not exist
     */
    Optional<String> roleOf(UUID userId);
}
