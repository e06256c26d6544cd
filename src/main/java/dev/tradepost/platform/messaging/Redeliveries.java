package dev.tradepost.platform.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;

import org.jboss.logging.Logger;

import com.rabbitmq.client.Delivery;

import io.quarkus.arc.All;

import dev.tradepost.platform.database.MicroBatcher;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.messaging.Subscription.RetryLater;
import dev.tradepost.platform.metrics.SampledGauges;
import dev.tradepost.platform.metrics.SampledGauges.SampledGauge;

/**
 * Which messages are delivered again, and which have had their effect. A failed message gets a row, each time with a longer delay, and
 * becomes a dead letter in the end. The caller acknowledges it after the row is committed: a crash in between delivers the message twice and
 * never loses it. {@link RedeliveryRelay} publishes the rows.
 */
@ApplicationScoped
class Redeliveries {

    private static final Logger LOG = Logger.getLogger(Redeliveries.class);

    private static final String FAILED = """
            insert into platform.redeliveries as due (queue, message_id, type, body, reason, tries, next_try_at)
            select ?, ?, ?, ?, ?, 1, now() + delays[1]::interval from (select cast(? as text[]) as delays) as config
                on conflict (queue, message_id) do update
               set tries = due.tries + 1, copies = 0, reason = excluded.reason, body = excluded.body,
                   next_try_at = now() + coalesce((cast(? as text[]))[due.tries + 1]::interval, interval '0')
            returning tries""";

    private static final String PUT_OFF = """
            insert into platform.redeliveries (queue, message_id, type, body, reason, next_try_at)
            values (?, ?, ?, ?, ?, now() + cast(? as interval))
                on conflict (queue, message_id) do update
               set next_try_at = excluded.next_try_at, copies = 0, reason = excluded.reason""";

    private final Sql sql;
    private final DeadLetters deadLetters;
    private final List<Duration> delays;
    private final MicroBatcher<Handled, Handled> handled = new MicroBatcher<>(this::recordBatch);

    private record Handled(String queue, UUID messageId) {}

    Redeliveries(Sql sql, DeadLetters deadLetters, BrokerConfig config) {
        this.sql = sql;
        this.deadLetters = deadLetters;
        this.delays = config.retryDelays();
    }

    /** The message has had its effect: if it was lost once, it is published no more. */
    void recordHandled(String queue, UUID messageId) {
        handled.call(new Handled(queue, messageId));
    }

    private List<Handled> recordBatch(List<Handled> messages) {
        sql.update("""
                insert into platform.inbox_messages (consumer, message_id)
                select queue, id from unnest(?, ?) as message (queue, id) order by queue, id
                    on conflict do nothing""", Sql.texts(messages, Handled::queue),
                Sql.uuids(messages, Handled::messageId));
        return messages;
    }

    /**
     * Schedules another try, or makes the message a dead letter after the last one.
     *
     * @return whether there is another try
     */
    @Transactional
    boolean later(String queue, Message message, Delivery delivery, Exception failure) {
        Object pauses = Sql.texts(delays, Duration::toString);
        int tries = sql.query(FAILED, row -> row.getInt(1), queue, message.id(), message.type(), body(delivery),
                FailureReason.of(failure), pauses, pauses).getFirst();
        if (tries > delays.size()) {
            sql.update("delete from platform.redeliveries where queue = ? and message_id = ?", queue, message.id());
            giveUp(queue, delivery, tries, failure);
            return false;
        }
        LOG.warnf("Message %s (%s) of %s failed, try %d; again in %s: %s", message.id(), message.type(), queue, tries,
                delays.get(tries - 1), failure.toString());
        return true;
    }

    /**
     * Delivers the message again after the requested delay, or after the longest one of a failed message: what it waits for may happen earlier.
     * The try does not count.
     */
    void putOff(String queue, Message message, Delivery delivery, RetryLater early) {
        sql.update(PUT_OFF, queue, message.id(), message.type(), body(delivery), FailureReason.of(early),
                Collections.min(List.of(early.remaining(), delays.getLast())).toString());
    }

    void giveUp(String queue, Delivery delivery, int tries, Exception failure) {
        LOG.errorf(failure, "Message %s (%s) of %s is a dead letter after %d tries",
                delivery.getProperties().getMessageId(), delivery.getProperties().getType(), queue, tries);
        deadLetters.add(queue, delivery, tries, FailureReason.of(failure));
    }

    private static String body(Delivery delivery) {
        return new String(delivery.getBody(), StandardCharsets.UTF_8);
    }

    @Produces
    @Singleton
    static SampledGauges waiting(@All List<Subscription> subscriptions) {
        return new SampledGauges(
                Sql.Statement.of("select queue, count(*) as messages from platform.redeliveries group by queue"),
                "queue", subscriptions.stream().map(Subscription::queue).toList(),
                List.of(SampledGauge.count("redeliveries", "messages", "Messages that will be delivered again")));
    }
}
