package dev.tradepost.order.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.faulttolerance.Retry;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.database.MicroBatcher;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.messaging.Subscription.RetryLater;

/**
 * Records which mails about orders are sent: one of each kind, and one per refund. SMTP has no transactions, so a mail is claimed
 * first, and a second sender waits; it is recorded when the server has accepted it (docs/adr/0026). Each step is one statement that
 * commits by itself, which is cheaper than a transaction.
 */
@ApplicationScoped
class Notifications {

    /** The subject of a mail about the order itself. */
    static final UUID THE_ORDER = Ids.FIRST;

    private static final String CLAIM = """
            insert into orders.notifications as mail (id, order_id, kind, about, created_at, claimed_until)
            select asked.id, asked.order_id, asked.kind, asked.about, claim.at, claim.until
              from unnest(?, ?, ?, ?) as asked (id, order_id, kind, about),
                   (select cast(? as timestamptz), cast(? as timestamptz)) as claim (at, until)
             order by asked.order_id, asked.kind, asked.about
                on conflict (order_id, kind, about) do update set claimed_until = excluded.claimed_until
                   where mail.sent_at is null and mail.claimed_until <= excluded.created_at
            returning id, order_id, kind, about""";
    private static final String CLAIMED = """
            select claimed_until from orders.notifications
             where order_id = ? and kind = ? and about = ? and sent_at is null""";

    private final Sql sql;
    private final Duration lease;
    private final Clock clock;
    private final MicroBatcher<OrderMail, Optional<UUID>> claims = new MicroBatcher<>(this::claimBatch);

    private record OrderMail(UUID orderId, String kind, UUID about) {}

    Notifications(Sql sql, @ConfigProperty(name = "tradepost.notification.lease") Duration lease, Clock clock) {
        this.sql = sql;
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * Claims the mail for the caller.
     *
     * @param about the refund, or {@link #THE_ORDER}
     * @return its id; empty if it is already sent
     * @throws RetryLater if another sender has the lease
     */
    Optional<UUID> claim(UUID orderId, OrderMailKind kind, UUID about) throws RetryLater {
        Optional<UUID> mine = claims.call(new OrderMail(orderId, kind.name(), about));
        if (mine.isEmpty()) {
            List<Instant> theirs = sql.query(CLAIMED, row -> row.getTimestamp(1).toInstant(), orderId, kind.name(),
                    about);
            if (!theirs.isEmpty()) {
                throw new RetryLater("another instance is sending the mail",
                        Duration.between(clock.instant(), theirs.getFirst()));
            }
        }
        return mine;
    }

    private List<Optional<UUID>> claimBatch(List<OrderMail> mails) {
        Instant now = clock.instant();
        Map<OrderMail, UUID> mine = new HashMap<>();
        sql.query(CLAIM, row -> mine.put(new OrderMail(row.getObject("order_id", UUID.class), row.getString("kind"),
                row.getObject("about", UUID.class)), row.getObject("id", UUID.class)),
                Sql.uuids(mails, _ -> Ids.next()), Sql.uuids(mails, OrderMail::orderId),
                Sql.texts(mails, OrderMail::kind),
                Sql.uuids(mails, OrderMail::about), now, now.plus(lease));
        return mails.stream().map(mail -> Optional.ofNullable(mine.get(mail))).toList();
    }

    /** Records that the server has accepted the mail. */
    void sent(UUID notificationId) {
        insist(Sql.Statement.of("update orders.notifications set sent_at = ? where id = ?", clock.instant(),
                notificationId));
    }

    /** The server has not accepted the mail: releases the lease. */
    void notSent(UUID notificationId) {
        insist(Sql.Statement.of("update orders.notifications set claimed_until = ? where id = ?", clock.instant(),
                notificationId));
    }

    /** Retries while the database fails over: without the record the mail is sent twice. */
    @Retry(maxRetries = -1, delay = 500, jitter = 200, maxDuration = 10, durationUnit = ChronoUnit.MINUTES)
    void insist(Sql.Statement update) {
        sql.update(update);
    }
}
