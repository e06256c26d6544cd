package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;

import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.database.Sql.Statement;

/**
 * Finds events that were sent and have had no effect: the broker, a purge or somebody at its console has lost them. Sent is not done: an event
 * is done when each subscription that handles its type has it in the inbox, among the redeliveries, or among the dead letters.
 */
@ApplicationScoped
class LostMessages {

    private static final Logger LOG = Logger.getLogger(LostMessages.class);

    /** Of several instances one looks. */
    private static final String LOCK = """
            select checked_until from platform.delivery_checks where queue = ? for update skip locked""";

    /**
     * Until when every message should have been delivered. While messages wait in the queue, that is what was sent before the one that was
     * handled last: a backlog is not published twice.
     */
    private static final String DELIVERED_UNTIL = """
            select until from (select case when ? then now() else
                   (select event.sent_at
                      from platform.inbox_messages inbox join platform.outbox_events event on event.id = inbox.message_id
                     where inbox.consumer = ? and inbox.received_at > now() - interval '1 hour'
                     order by inbox.received_at desc limit 1) end - cast(? as interval) as until) as delivered
             where until is not null""";

    private static final String FIND = """
            insert into platform.redeliveries (queue, message_id, type, reason)
            select ?, event.id, event.type, 'lost by the broker'
              from platform.outbox_events event
             where event.sent_at > ? and event.sent_at <= ? and event.type = any(?)
               and not exists (select from platform.inbox_messages
                                where consumer = ? and message_id = event.id)
               and not exists (select from platform.dead_letters
                                where queue = ? and message_id = event.id::text)
                on conflict do nothing""";

    private final List<Subscription> subscriptions;
    private final Sql sql;
    private final Broker broker;
    private final BrokerConfig config;
    private final Counter lost;

    LostMessages(@All List<Subscription> subscriptions, Sql sql, Broker broker, BrokerConfig config,
            MeterRegistry metrics) {
        this.subscriptions = subscriptions;
        this.sql = sql;
        this.broker = broker;
        this.config = config;
        this.lost = Counter.builder("messages_lost")
                .description("Events that were sent and published again, without having been handled")
                .register(metrics);
    }

    /** Looks through what was sent to each queue since the last time. */
    void find() throws IOException {
        for (Subscription subscription : subscriptions) {
            find(subscription, broker.waiting(subscription.queue()) == 0, config.lostAfter());
        }
    }

    /** @param isEmpty whether no message waits in the queue */
    @Transactional
    void find(Subscription subscription, boolean isEmpty, Duration lostAfter) {
        String queue = subscription.queue();
        sql.update("insert into platform.delivery_checks values (?, now()) on conflict do nothing", queue);
        for (Instant since : sql.query(LOCK, row -> row.getTimestamp(1).toInstant(), queue)) {
            sql.query(DELIVERED_UNTIL, row -> row.getTimestamp(1).toInstant(), isEmpty, queue, lostAfter.toString())
                    .stream().filter(since::isBefore).forEach(until -> find(subscription, since, until));
        }
    }

    private void find(Subscription subscription, Instant since, Instant until) {
        String queue = subscription.queue();
        int found = sql.update(new Statement(FIND, List.of(queue, since, until, Sql.texts(subscription.types()), queue,
                queue), true)); // few events of many
        sql.update("update platform.delivery_checks set checked_until = ? where queue = ?", until, queue);
        if (found > 0) {
            lost.increment(found);
            LOG.warnf("%d messages of %s were sent and never handled; they are sent again", found, queue);
        }
    }
}
