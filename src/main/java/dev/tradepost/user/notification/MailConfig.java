package dev.tradepost.user.notification;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** E-mails about accounts. */
@ConfigMapping(prefix = "tradepost.account-mail")
interface MailConfig {

    /** Base URL of the shop's pages, for links. Without it mails contain the bare token. */
    Optional<String> publicUrl();

    /** How long a mail belongs to the instance that sends it. Must be longer than sending can take. */
    @WithDefault("60s")
    Duration lease();

    /** Interval between two searches for pending mails. */
    @WithDefault("1s")
    Duration poll();

    /** Delay before the second try; doubles with each further try. */
    @WithDefault("5s")
    Duration initialRetryDelay();

    @WithDefault("10m")
    Duration maxRetryDelay();

    /** Age at which a mail that the server does not accept is given up. */
    @WithDefault("3d")
    Duration giveUpAfter();

    /** Maximum number of mails to one address per day (UTC). */
    @WithDefault("20")
    int maxPerDay();

    /** Maximum number of verification mails among them. */
    @WithDefault("5")
    int maxVerificationsPerDay();

    /** How long finished mails are kept. */
    @WithDefault("30d")
    Duration retention();
}
