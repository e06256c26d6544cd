package dev.tradepost.user.account;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Passwords and the first administrator. */
@ConfigMapping(prefix = "tradepost.account")
interface AccountConfig {

    /** bcrypt cost: each step doubles the work. */
    @WithDefault("12")
    int bcryptCost();

    /** Hashes waiting for a thread of the password pool; more are refused with 503. */
    @WithDefault("64")
    int bcryptQueue();

    /** Signs in as administrator; made once, at start. */
    Optional<String> adminEmail();

    Optional<String> adminPassword();
}
