package dev.tradepost.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Line;
import dev.tradepost.testsupport.Mailbox;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

/** Events that are sent, as far as the outbox knows, and are not in the broker. */
@QuarkusTest
class LostMessagesTest {

    private static final boolean EMPTY = true;

    @Inject
    LostMessages lostMessages;
    @Inject
    Letterbox letterbox;
    @Inject
    @All
    List<Subscription> subscriptions;

    @BeforeEach
    void checkEverythingBefore() {
        subscriptions.forEach(subscription -> lostMessages.find(subscription, EMPTY, Duration.ZERO));
    }

    @AfterEach
    void restore() {
        Line.RABBITMQ.restore();
    }

    @Test
    void P12_what_was_sent_and_never_handled_is_delivered_again_once() {
        UUID subject = UUID.randomUUID();
        lost("letter.plain", subject);
        find(letterbox, EMPTY);
        find(letterbox, EMPTY);
        Eventually.holds(() -> assertThat(letterbox.numbers(subject)).containsExactly(7));
    }

    @Test
    void P12_orders_whose_messages_are_lost_are_processed_and_their_mail_arrives() {
        Customer customer = Shop.customer().verified();
        UUID product = Shop.product("5.00", 5);
        Line.RABBITMQ.cut();
        UUID order = customer.order("tok_approved", product, 1);
        pretendSent(order);
        Line.RABBITMQ.restore();
        find(named("order.processing"), EMPTY);
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        Eventually.holds(() -> assertThat(Mailbox.aboutOrders(customer.email())).hasSize(1));
    }

    @Test
    void messages_that_wait_in_their_queue_are_not_sent_twice() {
        UUID subject = UUID.randomUUID();
        UUID waiting = lost("letter.plain", subject);
        lostMessages.find(letterbox, false, Duration.ofHours(1));
        assertThat(redeliveries(waiting)).isZero();
        find(letterbox, EMPTY);
        Eventually.holds(() -> assertThat(letterbox.numbers(subject)).containsExactly(7));
    }

    @Test
    void a_dead_letter_and_an_event_without_effect_are_not_lost() {
        UUID dead = lost("letter.plain", UUID.randomUUID());
        Database.update("""
                insert into platform.dead_letters (id, queue, message_id, body, reason, tries, died_at, settled_at, settled_as)
                values (gen_random_uuid(), 'letterbox', ?, '', 'known', 1, now(), now(), 'DISCARDED')""",
                dead.toString());
        UUID ignored = lost("letter.ignored", UUID.randomUUID());
        find(letterbox, EMPTY);
        assertThat(redeliveries(dead)).isZero();
        assertThat(redeliveries(ignored)).isZero();
    }

    private void find(Subscription subscription, boolean isEmpty) {
        lostMessages.find(subscription, isEmpty, Duration.ZERO);
    }

    private Subscription named(String queue) {
        return subscriptions.stream().filter(subscription -> subscription.queue().equals(queue)).findFirst()
                .orElseThrow();
    }

    /** The id of an event that was never published. */
    private static UUID lost(String type, UUID subject) {
        UUID id = UUID.randomUUID();
        Database.update("""
                insert into platform.outbox_events (id, exchange, aggregate_id, type, body, created_at, sent_at)
                values (?, 'orders', ?, ?, ?, now(), now())""", id, subject, type, """
                {"specversion":"1.0","id":"%s","type":"%s","subject":"%s","data":{"number":7}}""".formatted(id, type,
                subject));
        return id;
    }

    private static void pretendSent(UUID order) {
        Eventually.holds(() -> assertThat(Database.count("""
                with pretended as (update platform.outbox_events set sent_at = now()
                                    where aggregate_id = ? and sent_at is null returning 1)
                select count(*) from pretended""", order)).isOne());
    }

    private static long redeliveries(UUID message) {
        return Database.count("select count(*) from platform.redeliveries where message_id = ?", message);
    }
}
