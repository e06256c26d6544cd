package dev.tradepost.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.platform.database.RetentionScheduler;
import dev.tradepost.platform.messaging.Copies;
import dev.tradepost.platform.messaging.Letterbox;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Held;
import dev.tradepost.testsupport.Messages;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class OutboxTest {

    @Inject
    Outbox outbox;
    @Inject
    Inbox inbox;
    @Inject
    OutboxPublisher outboxPublisher;
    @Inject
    RetentionScheduler retention;
    @Inject
    Letterbox letterbox;
    @Inject
    Copies copies;

    /** A second queue that gets what the letterbox gets, in the order of arrival. */
    @BeforeEach
    void listen() throws IOException, TimeoutException {
        copies.open();
    }

    @AfterEach
    void hangUp() {
        copies.close();
    }

    @Test
    void an_event_is_published_with_its_transaction_and_marked_when_confirmed() {
        UUID subject = UUID.randomUUID();
        append(subject, "letter.plain", 1);
        Eventually.holds(() -> assertThat(letterbox.numbers(subject)).containsExactly(1));
        Eventually.holds(() -> assertThat(unsent(subject)).isZero());
    }

    @Test
    void an_event_of_a_transaction_that_failed_does_not_exist() {
        UUID subject = UUID.randomUUID();
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
            outbox.append(Letterbox.EXCHANGE, "letter.plain", subject, Map.of("number", 1));
            throw new IllegalStateException("changed my mind");
        })).hasMessage("changed my mind");
        assertThat(Database.count("select count(*) from platform.outbox_events where aggregate_id = ?", subject))
                .isZero();
    }

    @Test
    void events_of_a_transaction_are_published_in_the_order_in_which_they_were_appended() {
        UUID subject = UUID.randomUUID();
        QuarkusTransaction.requiringNew().run(() -> {
            outbox.append(Letterbox.EXCHANGE, "letter.plain", subject, Map.of("number", 1));
            outbox.append(Letterbox.EXCHANGE, "letter.plain", subject, Map.of("number", 2));
        });
        Eventually.holds(() -> assertThat(letterbox.numbers(subject)).containsExactly(1, 2));
    }

    @Test
    void without_a_transaction_nothing_can_be_appended() {
        assertThatThrownBy(
                () -> outbox.append(Letterbox.EXCHANGE, "letter.plain", UUID.randomUUID(), Map.of("number", 1)))
                .isInstanceOf(jakarta.transaction.TransactionalException.class);
    }

    @Test
    void P12_what_the_broker_refuses_is_not_marked_as_sent_until_it_is_taken() throws Exception {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        try (Messages messages = Messages.connect()) {
            String queue = messages.oneCopyOf(Letterbox.EXCHANGE, "letter.refused");
            append(first, "letter.refused", 1);
            Eventually.holds(() -> assertThat(unsent(first)).isZero());
            append(second, "letter.refused", 1);
            // Another queue takes it, each time that it is sent.
            Eventually.holds(() -> assertThat(letterbox.numbers(second)).hasSizeGreaterThan(1));
            assertThat(unsent(second)).isOne();
            assertThat(messages.take(queue)).hasSize(1);
            Eventually.holds(() -> assertThat(unsent(second)).isZero());
            assertThat(messages.take(queue)).hasSize(1);
        }
    }

    @Test
    void P15_what_was_sent_and_received_longer_ago_than_it_is_kept_goes_in_batches_and_nothing_else_does()
            throws Exception {
        deleteExpired(); // what others have left
        UUID aggregate = UUID.randomUUID();
        String consumer = "pruned-" + aggregate;
        sentEvents(aggregate, 5_001, "7 days 1 minute");
        sentEvents(aggregate, 1, "6 days 23 hours");
        Database.update("""
                insert into platform.outbox_events (id, exchange, aggregate_id, type, body, created_at, next_try_at)
                select gen_random_uuid(), 'orders', ?, 'letter.plain', '{}', now() - interval '30 days', 'infinity'""",
                aggregate);
        receivedMessages(consumer, 5_001, "7 days 1 minute");
        receivedMessages(consumer, 1, "6 days 23 hours");
        // The last that is found: all of those before it go in a batch that does not wait for it.
        UUID last = Database.query(UUID.class,
                "select id from platform.outbox_events where sent_at < now() - interval '7 days'").getLast();
        try (Held held = Held.rows("select from platform.outbox_events where id = ? for update", last)) {
            CompletableFuture<Void> pruned = CompletableFuture.runAsync(this::deleteExpired);
            held.awaitWaiting(1);
            assertThat(Database.count("select count(*) from platform.outbox_events where aggregate_id = ?", aggregate))
                    .isEqualTo(3);
            held.letGo();
            pruned.join();
        }
        assertThat(Database.query(String.class, """
                select case when sent_at is null then 'unsent' when sent_at > now() - interval '7 days' then 'young' else 'old' end
                  from platform.outbox_events where aggregate_id = ?""", aggregate))
                .containsExactlyInAnyOrder("unsent", "young");
        assertThat(Database.query(Boolean.class,
                "select received_at > now() - interval '7 days' from platform.inbox_messages where consumer = ?",
                consumer)).containsExactly(true);
        Database.update("delete from platform.outbox_events where aggregate_id = ?", aggregate);
    }

    private void deleteExpired() {
        retention.run("platform.outbox_events");
        retention.run("platform.inbox_messages");
    }

    private static void sentEvents(UUID aggregate, int number, String ago) {
        Database.update("""
                insert into platform.outbox_events (id, exchange, aggregate_id, type, body, created_at, sent_at)
                select gen_random_uuid(), 'orders', ?, 'letter.plain', '{}', at, at
                  from generate_series(1, ?), (select now() - cast(? as interval)) as sent (at)""", aggregate, number,
                ago);
    }

    private static void receivedMessages(String consumer, int number, String ago) {
        Database.update("""
                insert into platform.inbox_messages (consumer, message_id, received_at)
                select ?, gen_random_uuid(), now() - cast(? as interval) from generate_series(1, ?)""", consumer, ago,
                number);
    }

    @Test
    void P15_events_of_one_aggregate_arrive_in_their_order_also_with_several_relays_at_once() throws Exception {
        List<UUID> subjects = Stream.generate(UUID::randomUUID).limit(10).toList();
        QuarkusTransaction.requiringNew().run(() -> {
            for (int number = 1; number <= 10; number++) {
                for (UUID subject : subjects) {
                    outbox.append(Letterbox.EXCHANGE, "letter.ordered", subject, Map.of("number", number));
                }
            }
        });
        Together.times(4, () -> { // beside the relay's own loop
            int sent;
            do {
                sent = outboxPublisher.send();
            } while (sent > 0);
            return true;
        });
        Eventually.holds(() -> assertThat(subjects).allSatisfy(subject -> assertThat(unsent(subject)).isZero()));
        Map<UUID, List<Integer>> arrived = copies.drain();
        assertThat(subjects).allSatisfy(subject -> assertThat(arrived.get(subject)).containsExactly(1, 2, 3, 4, 5, 6, 7,
                8, 9, 10));
    }

    @Test
    void P13_an_inbox_takes_a_message_once_per_consumer() throws Exception {
        UUID message = UUID.randomUUID();
        List<Boolean> taken = Together.times(5,
                () -> QuarkusTransaction.requiringNew().call(() -> inbox.isNew("reader", message)));
        assertThat(taken).containsOnlyOnce(true);
        assertThat(QuarkusTransaction.requiringNew().call(() -> inbox.isNew("other reader", message))).isTrue();
    }

    @Test
    void a_message_whose_effect_was_rolled_back_is_new_again() {
        UUID message = UUID.randomUUID();
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
            assertThat(inbox.isNew("reader", message)).isTrue();
            throw new IllegalStateException("effect failed");
        })).hasMessage("effect failed");
        assertThat(QuarkusTransaction.requiringNew().call(() -> inbox.isNew("reader", message))).isTrue();
    }

    private void append(UUID subject, String type, int number) {
        QuarkusTransaction.requiringNew()
                .run(() -> outbox.append(Letterbox.EXCHANGE, type, subject, Map.of("number", number)));
    }

    private static long unsent(UUID subject) {
        return Database.count(
                "select count(*) from platform.outbox_events where aggregate_id = ? and sent_at is null", subject);
    }
}
