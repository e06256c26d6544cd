package dev.tradepost.platform.mail;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The SMTP server. */
@ConfigMapping(prefix = "tradepost.smtp")
interface MailServerConfig {

    String host();

    /** Port 465 uses TLS from the start (RFC 8314), other ports use STARTTLS if the server offers it. */
    int port();

    /** Refuses servers without STARTTLS. If false, mails and the password are sent unencrypted to such servers. */
    @WithDefault("false")
    boolean tlsRequired();

    /** Empty if the server requires no authentication. */
    Optional<String> user();

    Optional<String> password();

    String from();

    /** Longest time until the last byte has left, and again until the server has answered. */
    @WithDefault("10s")
    Duration timeout();

    @WithDefault("10")
    int maxConnections();
}
