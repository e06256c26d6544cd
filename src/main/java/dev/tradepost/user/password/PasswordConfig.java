package dev.tradepost.user.password;

import java.util.OptionalInt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Password hashing. */
@ConfigMapping(prefix = "tradepost.account")
interface PasswordConfig {

    /** bcrypt cost; each step doubles the work. A sign-in renews a hash of lower cost. */
    @WithDefault("12")
    int bcryptCost();

    /** Threads for hashing; by default half of the cores, so that the rest is free for other requests. */
    OptionalInt bcryptThreads();

    /** Maximum number of waiting hashes; fewer if they would wait too long. Further ones are refused with 503. */
    @WithDefault("64")
    int bcryptQueue();
}
