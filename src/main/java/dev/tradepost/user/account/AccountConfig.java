package dev.tradepost.user.account;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Passwords, what guessing costs, and the first administrator. */
@ConfigMapping(prefix = "tradepost.account")
interface AccountConfig {

    /** bcrypt cost: each step doubles the work. Hashes of a lower one are renewed at sign-in. */
    @WithDefault("12")
    int bcryptCost();

    /** Threads that hash; half of the cores, so that the others are there for everything else. */
    OptionalInt bcryptThreads();

    /** Hashes that may wait for a thread at most; fewer, where they would wait too long. More are refused with 503. */
    @WithDefault("64")
    int bcryptQueue();

    /** Signs in as administrator; made once, at start. */
    Optional<String> adminEmail();

    Optional<String> adminPassword();

    Throttle throttle();

    /** How often something may fail before it is slowed down. */
    interface Throttle {

        /** Wrong passwords for one account from one address. */
        @WithDefault("5")
        int perAccountAndAddress();

        @WithDefault("5m")
        Duration perAccountAndAddressWindow();

        /** Wrong passwords for one account, from addresses that nobody has signed in to it from. */
        @WithDefault("20")
        int perAccount();

        /** Wrong passwords or tokens from one address. */
        @WithDefault("50")
        int perAddress();

        /** Of the two above. */
        @WithDefault("15m")
        Duration window();

        /** Mails that may be asked for, for one account and from one address. */
        @WithDefault("5")
        int mailsPerAccount();

        @WithDefault("60")
        int mailsPerAddress();

        @WithDefault("1h")
        Duration mailsWindow();

        /** Wrong passwords within {@link #window()} of which the owner is told, at most once a day. */
        @WithDefault("10")
        int tellOwnerAfter();
    }
}
