package dev.tradepost.user.throttle;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many failures are allowed before further attempts are refused with 429. */
@ConfigMapping(prefix = "tradepost.account.throttle")
interface ThrottleConfig {

    /** Wrong passwords for one account from one address. */
    @WithDefault("5")
    int perAccountAndAddress();

    @WithDefault("5m")
    Duration perAccountAndAddressWindow();

    /** Wrong passwords for one account, from all addresses without an earlier sign-in to it. */
    @WithDefault("20")
    int perAccount();

    /** Wrong passwords or invalid tokens from one address. */
    @WithDefault("50")
    int perAddress();

    /** Window of {@link #perAccount()} and {@link #perAddress()}. */
    @WithDefault("15m")
    Duration window();

    /** Requested mails for one account. */
    @WithDefault("5")
    int mailsPerAccount();

    /** Requested mails from one address. */
    @WithDefault("60")
    int mailsPerAddress();

    @WithDefault("1h")
    Duration mailsWindow();

    /** Wrong passwords for one account within {@link #window()} after which its owner gets a mail, at most one a day. */
    @WithDefault("10")
    int tellOwnerAfter();
}
