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
import dev.tradepost.platform.database.Queries;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.mail.MailNote;
import dev.tradepost.platform.messaging.Subscription.RetryLater;

/**
 * Which mails about orders are to be sent, and were: one of each kind, and one per refund. SMTP knows no transactions, so a mail is
 * claimed first: of two that want to send it one waits. It is noted as sent at the moment at which it has left us, while the server
 * answers, and no more if the server does not take it (docs/adr/0032). Each step is one statement and commits by itself: a
 * transaction around it would cost more than the step.
 */
@ApplicationScoped
class Notifications {

    /** What a mail is about that tells of nothing but the order itself. */
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

    private final Queries queries;
    private final Duration claim;
    private final Clock clock;
    private final MicroBatcher<Mail, Optional<UUID>> claims = new MicroBatcher<>(this::claim);

    private record Mail(UUID orderId, String kind, UUID about) {}

    Notifications(Queries queries, @ConfigProperty(name = "tradepost.notification.lease") Duration claim, Clock clock) {
        this.queries = queries;
        this.claim = claim;
        this.clock = clock;
    }

    /**
     * Claims the mail for the caller.
     *
     * @param about the refund that it tells of, or {@link #THE_ORDER}
     * @return its id; empty if it is sent already
     * @throws RetryLater if somebody else is sending it, or died at it
     */
    Optional<UUID> claim(UUID orderId, OrderMailKind kind, UUID about) throws RetryLater {
        Optional<UUID> mine = claims.call(new Mail(orderId, kind.name(), about));
        if (mine.isEmpty()) {
            List<Instant> theirs = queries.all(
                    new Queries.Statement(CLAIMED, List.of(orderId, kind.name(), about), false),
                    row -> row.getTimestamp(1).toInstant());
            if (!theirs.isEmpty()) {
                throw new RetryLater("another instance is sending the mail",
                        Duration.between(clock.instant(), theirs.getFirst()));
            }
        }
        return mine;
    }

    private List<Optional<UUID>> claim(List<Mail> mails) {
        Instant now = clock.instant();
        Map<Mail, UUID> mine = new HashMap<>();
        queries.all(new Queries.Statement(CLAIM,
                List.of(Sql.uuids(mails, _ -> Ids.next()), Sql.uuids(mails, Mail::orderId),
                        Sql.texts(mails, Mail::kind), Sql.uuids(mails, Mail::about), now, now.plus(claim)),
                false),
                row -> mine.put(new Mail(row.getObject("order_id", UUID.class), row.getString("kind"),
                        row.getObject("about", UUID.class)), row.getObject("id", UUID.class)));
        return mails.stream().map(mail -> Optional.ofNullable(mine.get(mail))).toList();
    }

    /** Who dies between the mail's last byte and the note's sends the mail twice: so its connection is there beforehand. */
    MailNote note(UUID notificationId) {
        Queries.Ready sent = queries.ready(sentNow(notificationId));
        return new MailNote() {
            @Override
            public void left() {
                try {
                    sent.update();
                } catch (IllegalStateException away) {
                    sent.close();
                    sent(notificationId);
                }
            }

            @Override
            public void close() {
                sent.close();
            }
        };
    }

    /** The mail has left. */
    void sent(UUID notificationId) {
        insist(sentNow(notificationId));
    }

    /** The server has not taken it, and nobody is sending it any more. */
    void notSent(UUID notificationId) {
        insist(new Queries.Statement(
                "update orders.notifications set sent_at = null, claimed_until = ? where id = ?",
                List.of(clock.instant(), notificationId), false));
    }

    /** The server may still take it: it stays claimed until that is over. */
    void notAnswered(UUID notificationId) {
        insist(new Queries.Statement("update orders.notifications set sent_at = null where id = ?",
                List.of(notificationId), false));
    }

    private Queries.Statement sentNow(UUID notificationId) {
        return new Queries.Statement("update orders.notifications set sent_at = ? where id = ?",
                List.of(clock.instant(), notificationId), false);
    }

    /** Not to note a mail sends it again, and not to take a note back loses one: a database that fails over is waited for. */
    @Retry(maxRetries = -1, delay = 500, jitter = 200, maxDuration = 10, durationUnit = ChronoUnit.MINUTES)
    void insist(Queries.Statement update) {
        queries.update(update);
    }
}
