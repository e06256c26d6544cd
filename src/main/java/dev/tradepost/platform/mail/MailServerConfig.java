package dev.tradepost.platform.mail;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The server that takes our e-mails. */
@ConfigMapping(prefix = "tradepost.smtp")
interface MailServerConfig {

    String host();

    /** On 465 the connection begins encrypted (RFC 8314); on others it becomes so where the server offers it. */
    int port();

    /** Refuses a server that does not offer it; not to set it is to speak, and to sign in, without where a server offers none. */
    @WithDefault("false")
    boolean tlsRequired();

    /** None where the server asks for none. */
    Optional<String> user();

    Optional<String> password();

    String from();

    /** How long a mail may wait until all of it has left; and then the server, until it has answered. */
    @WithDefault("10s")
    Duration timeout();

    /** At the same time. */
    @WithDefault("10")
    int maxConnections();
}
