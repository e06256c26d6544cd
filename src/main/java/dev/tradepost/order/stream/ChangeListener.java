package dev.tradepost.order.stream;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import io.quarkus.runtime.ShutdownEvent;

import dev.tradepost.platform.json.UuidText;

/**
 * Receives from PostgreSQL which orders have changed on any instance ({@link ChangeNotifier}). It opens a connection of its own for the
 * first follower, because it would never give one back to the pool. Changes that it misses while the connection is broken are read afterwards.
 */
@ApplicationScoped
class ChangeListener {

    static final String CHANNEL = "order_changed";

    private static final Logger LOG = Logger.getLogger(ChangeListener.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    /** Idle time after which the connection is checked. */
    private static final Duration IDLE_CHECK = Duration.ofSeconds(5);
    private static final int CHECK_SECONDS = 2;

    private final String url;
    private final Properties properties = new Properties();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean stopping;

    ChangeListener(@ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") String user,
            @ConfigProperty(name = "quarkus.datasource.password") String password) {
        this.url = url;
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "tradepost order events");
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "4");
        properties.setProperty("tcpKeepAlive", "true");
    }

    void stop(@Observes ShutdownEvent shutdown) {
        stopping = true;
    }

    /**
     * Starts listening unless it has started already.
     *
     * @param changed receives the ids of changed orders
     * @param missed is called when changes may have been missed
     */
    void listen(Consumer<Collection<UUID>> changed, Runnable missed) {
        if (started.compareAndSet(false, true)) {
            Thread.ofVirtual().name("order-events").start(() -> keepListening(changed, missed));
        }
    }

    private void keepListening(Consumer<Collection<UUID>> changed, Runnable missed) {
        while (!stopping) {
            try (Connection connection = new Driver().connect(url, properties);
                    Statement statement = connection.createStatement()) {
                statement.execute("listen " + CHANNEL);
                missed.run();
                listen(connection, changed);
            } catch (SQLException broken) {
                LOG.warnf("Listening for order changes was interrupted and starts again: %s", broken.getMessage());
                pause();
            }
        }
    }

    private void listen(Connection connection, Consumer<Collection<UUID>> changed) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (!stopping) {
            PGNotification[] notifications = postgres.getNotifications(Math.toIntExact(IDLE_CHECK.toMillis()));
            if (notifications != null && notifications.length > 0) {
                changed.accept(ids(notifications));
            } else if (!connection.isValid(CHECK_SECONDS)) {
                throw new SQLException("no answer");
            }
        }
    }

    private static Set<UUID> ids(PGNotification[] notifications) {
        Set<UUID> ids = new TreeSet<>();
        for (PGNotification one : notifications) {
            for (String text : List.of(one.getParameter().split(",", -1))) {
                UUID id = UuidText.parse(text);
                if (id != null) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    private void pause() {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }
}
