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
    boolean tlsRequired();

    /** File with the certificates (PEM) of the authorities that are trusted; empty for those of the Java runtime. */
    Optional<String> ca();

    /** Empty if the server requires no authentication. */
    Optional<String> user();

    Optional<String> password();

    String from();

    /** Longest wait for a free connection, and for an answer. */
    @WithDefault("10s")
    Duration timeout();

    /** Also the number of mails that a killed process may have sent and not recorded. */
    @WithDefault("4")
    int maxConnections();
}
