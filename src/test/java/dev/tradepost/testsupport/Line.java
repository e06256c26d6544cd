package dev.tradepost.testsupport;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;

/**
 * The way to a server, which a test can cut and freeze. The application of the {@code @QuarkusTest}s reaches Redis, RabbitMQ and the mail
 * server this way only; who starts a packaged application lays lines of its own.
 */
public enum Line {

    REDIS(Servers.REDIS, 0),
    RABBITMQ(Servers.RABBITMQ, 1),
    SMTP(Servers.SMTP, 2),
    POSTGRESQL(Servers.POSTGRESQL, 3),
    /** To a stand-in for Stripe, which the test starts on {@link #server}. */
    STRIPE(Servers.port(600) + 10 * Lane.NUMBER + 5, 4);

    private static final Map<Line, TcpCrusher> OF_THE_APPLICATION = new ConcurrentHashMap<>();
    private static final Set<Line> DEAF = ConcurrentHashMap.newKeySet();

    private final int server;
    private final int port;
    /** Its lines stay until the JVM ends, which may run tests of packaged applications afterwards. */
    private final int portOfTheApplication;

    Line(int server, int place) {
        this.server = server;
        this.port = Servers.port(600) + 10 * Lane.NUMBER + place;
        this.portOfTheApplication = Servers.port(700) + 10 * Lane.NUMBER + place;
    }

    /** Where a packaged application finds the server, if the test lays the line. */
    public int port() {
        return port;
    }

    /** The port of the server at the other end. */
    public int server() {
        return server;
    }

    /** Where a packaged application finds Redis. */
    public static String redis(int database) {
        return "redis://127.0.0.1:" + REDIS.port + "/" + database;
    }

    /** Leads nowhere until it is opened. */
    public TcpCrusher through(NioReactor reactor) {
        return from(port, reactor, () -> false);
    }

    /** @param deaf whether what the server says is lost, while it hears everything */
    private TcpCrusher from(int listening, NioReactor reactor, BooleanSupplier deaf) {
        return TcpCrusherBuilder.builder().withReactor(reactor).withBindAddress("127.0.0.1", listening)
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

    /** Breaks the application's connections and lets it open no other. */
    public void cut() {
        laid().close();
    }

    /** Nothing passes, and nothing breaks. */
    public void freeze() {
        laid().freeze();
    }

    /** From now on the application hears nothing that the server says, which hears everything. */
    public void deafen() {
        DEAF.add(this);
    }

    /** As if nothing had happened. */
    public void restore() {
        DEAF.remove(this);
        if (!laid().isOpen()) {
            laid().open();
        } else if (laid().isFrozen()) {
            laid().unfreeze();
        }
    }

    private TcpCrusher laid() {
        return requireNonNull(OF_THE_APPLICATION.get(this), "only while an application under test runs");
    }

    /** Lays the lines before the application starts. */
    @WithTestResource(value = OfTheApplication.class, scope = TestResourceScope.GLOBAL)
    public static final class OfTheApplication implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            try {
                NioReactor reactor = new NioReactor();
                for (Line line : List.of(REDIS, RABBITMQ, SMTP)) {
                    TcpCrusher laid = line.from(line.portOfTheApplication, reactor, () -> DEAF.contains(line));
                    laid.open();
                    OF_THE_APPLICATION.put(line, laid);
                }
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
            return Map.of("REDIS_URL", "redis://127.0.0.1:" + REDIS.portOfTheApplication + "/" + Lane.NUMBER,
                    "RABBITMQ_PORT", Integer.toString(RABBITMQ.portOfTheApplication), "SMTP_PORT",
                    Integer.toString(SMTP.portOfTheApplication));
        }

        /** The application stops later, and talks to its servers until then. */
        @Override
        public void stop() {}
    }
}
