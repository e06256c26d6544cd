package dev.tradepost.user.notification;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** E-mails about accounts. */
@ConfigMapping(prefix = "tradepost.account-mail")
interface MailConfig {

    /** Where the shop's pages are: the base of links. Without it a mail holds the bare token. */
    Optional<String> publicUrl();

    /** How long a mail belongs to the instance that is sending it; longer than that may take. */
    @WithDefault("60s")
    Duration lease();

    /** Looks for owed mails this often. */
    @WithDefault("1s")
    Duration poll();

    /** Before the second try; doubles with each. */
    @WithDefault("5s")
    Duration initialRetryDelay();

    @WithDefault("10m")
    Duration maxRetryDelay();

    /** After which a mail that the server would not take is given up. */
    @WithDefault("3d")
    Duration giveUpAfter();

    /** Mails that an address gets on a day (UTC) at most, whoever has asked for them. */
    @WithDefault("20")
    int maxPerDay();

    /** Those of them that ask for the address to be verified. */
    @WithDefault("5")
    int maxVerificationsPerDay();

    /** For how long it is known what was sent to whom. */
    @WithDefault("30d")
    Duration retention();
}
