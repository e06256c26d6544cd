package dev.tradepost.testsupport;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;

import io.quarkus.test.junit.QuarkusTestProfile;

/** The way to a server, which a test can cut and freeze. */
public enum Line {

    REDIS(Servers.REDIS, 0),
    RABBITMQ(Servers.RABBITMQ, 1),
    SMTP(Servers.SMTP, 2),
    POSTGRESQL(Servers.POSTGRESQL, 3),
    /** To a stand-in for Stripe, which the test starts on {@link #server}. */
    STRIPE(Servers.port(600) + 10 * Lane.NUMBER + 5, 4);

    private final int server;
    private final int port;

    Line(int server, int place) {
        this.server = server;
        this.port = Servers.port(600) + 10 * Lane.NUMBER + place;
    }

    public int port() {
        return port;
    }

    /** The port of the server at the other end. */
    public int server() {
        return server;
    }

    /** Where an application under test finds Redis. */
    public static String redis(int database) {
        return "redis://127.0.0.1:" + REDIS.port + "/" + database;
    }

    /** Leads nowhere until it is opened. */
    public TcpCrusher through(NioReactor reactor) {
        return through(reactor, () -> false);
    }

    /** @param deaf whether what the server says is lost, while it hears everything */
    public TcpCrusher through(NioReactor reactor, BooleanSupplier deaf) {
        return TcpCrusherBuilder.builder().withReactor(reactor).withBindAddress("127.0.0.1", port)
                .withConnectAddress("127.0.0.1", server).withIncomingTransformFilterFactory(_ -> said -> {
                    if (deaf.getAsBoolean()) {
                        said.position(said.limit());
                    }
                }).build();
    }

    /** @param delay of what the server says; asked each time */
    public TcpCrusher delayed(NioReactor reactor, Supplier<Duration> delay) {
        return TcpCrusherBuilder.builder().withReactor(reactor).withBindAddress("127.0.0.1", port)
                .withConnectAddress("127.0.0.1", server)
                .withIncomingThrottlerFactory(_ -> _ -> delay.get().toNanos()).build();
    }

    public TcpCrusher openedThrough(NioReactor reactor) throws IOException {
        TcpCrusher line = through(reactor);
        line.open();
        return line;
    }

    /** An application that knows all servers but PostgreSQL by their lines. One profile, so that its tests share one start. */
    public static final class ToEach implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.ofEntries(
                    Map.entry("quarkus.redis.hosts", redis(4 + Lane.NUMBER)),
                    // So that none ends in the middle of a test.
                    Map.entry("tradepost.rate-limit.window", "1h"), Map.entry("tradepost.rate-limit.max", "10000"),
                    Map.entry("tradepost.rabbitmq.port", Integer.toString(RABBITMQ.port)),
                    Map.entry("tradepost.rabbitmq.timeout", "2s"),
                    Map.entry("tradepost.smtp.port", Integer.toString(SMTP.port)),
                    Map.entry("tradepost.smtp.timeout", "2s"), Map.entry("tradepost.account-mail.lease", "5s"),
                    Map.entry("tradepost.account-mail.poll", "200ms"));
        }
    }
}
