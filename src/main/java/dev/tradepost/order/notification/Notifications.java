package dev.tradepost.order.notification;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.faulttolerance.Retry;

import io.agroal.api.AgroalDataSource;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.broker.Subscription.NotYet;
import dev.tradepost.platform.database.Sql;

/**
 * Which mails about orders are to be sent, and were: one of each kind, and one per refund. SMTP knows no transactions, so a mail is
 * claimed first and marked after: of two that want to send it one waits. Twice is sent only what a server took without saying so in
 * time, or a process that died before the mark; both copies have the same {@code Message-ID}. Each step is one statement and
 * commits by itself: a transaction around it would cost more than the step.
 */
@ApplicationScoped
class Notifications {

    /** What a mail is about that tells of nothing but the order itself. */
    static final UUID THE_ORDER = Ids.FIRST;

    private static final String CLAIM = """
            insert into orders.notifications as mail (id, order_id, kind, about, created_at, claimed_until)
            values (?, ?, ?, ?, ?, ?)
            on conflict (order_id, kind, about) do update set claimed_until = excluded.claimed_until
                where mail.sent_at is null and mail.claimed_until <= excluded.created_at
            returning id""";
    private static final String CLAIMED = """
            select claimed_until from orders.notifications
             where order_id = ? and kind = ? and about = ? and sent_at is null""";

    private final AgroalDataSource database;
    private final Duration claim;
    private final Clock clock;

    Notifications(AgroalDataSource database, @ConfigProperty(name = "tradepost.notification.claim") Duration claim,
            Clock clock) {
        this.database = database;
        this.claim = claim;
        this.clock = clock;
    }

    /**
     * Claims the mail for the caller.
     *
     * @param about the refund that it tells of, or {@link #THE_ORDER}
     * @return its id; empty if it is sent already
     * @throws NotYet if somebody else is sending it, or died at it
     */
    Optional<UUID> claim(UUID orderId, Kind kind, UUID about) throws NotYet {
        Instant now = clock.instant();
        List<UUID> mine;
        List<Instant> theirs;
        try (Connection connection = database.getConnection()) {
            mine = Sql.query(connection, row -> row.getObject(1, UUID.class), CLAIM, Ids.next(), orderId, kind.name(),
                    about, now, now.plus(claim));
            theirs = mine.isEmpty()
                    ? Sql.query(connection, row -> row.getTimestamp(1).toInstant(), CLAIMED, orderId, kind.name(),
                            about)
                    : List.of();
        } catch (SQLException failure) {
            throw new IllegalStateException("a mail cannot be claimed", failure);
        }
        if (!theirs.isEmpty()) {
            throw new NotYet("another instance is sending the mail", Duration.between(now, theirs.getFirst()));
        }
        return mine.stream().findFirst();
    }

    /** The mail is out: not to note it would send it again, so a database that is away for moments is waited for. */
    @Retry(maxRetries = -1, delay = 500, jitter = 200, maxDuration = 25, durationUnit = ChronoUnit.SECONDS)
    void sent(UUID notificationId) {
        note("update orders.notifications set sent_at = ? where id = ?", notificationId);
    }

    /** Nobody is sending it any more. */
    void notSent(UUID notificationId) {
        note("update orders.notifications set claimed_until = ? where id = ?", notificationId);
    }

    private void note(String update, UUID notificationId) {
        try (Connection connection = database.getConnection()) {
            Sql.update(connection, update, clock.instant(), notificationId);
        } catch (SQLException failure) {
            throw new IllegalStateException("what became of a mail cannot be noted", failure);
        }
    }
}
