package dev.tradepost.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.rabbitmq.RabbitMQClient;

import dev.tradepost.platform.database.DatabaseProbe;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Messages;

@QuarkusTest
class ReceiverTest {

    @Inject
    Vertx vertx;
    @Inject
    Publisher publisher;
    @Inject
    Letterbox letterbox;
    @Inject
    BrokerConfig config;
    @Inject
    ObjectMapper json;

    private Connection connection;
    private Channel channel;

    @BeforeEach
    void connect() throws IOException, TimeoutException {
        connection = Messages.open();
        channel = connection.createChannel();
    }

    @AfterEach
    void disconnect() {
        connection.abort();
    }

    @Test
    void a_message_that_fails_is_tried_again_until_it_succeeds() throws IOException {
        UUID subject = UUID.randomUUID();
        send("letter.flaky", subject);
        Eventually.holds(() -> assertThat(letterbox.numbers(subject)).containsExactly(7));
        assertThat(letterbox.tries(subject)).isEqualTo(3);
    }

    @Test
    void a_message_that_is_too_early_is_put_off_as_often_as_it_takes() throws IOException {
        UUID subject = UUID.randomUUID();
        send("letter.early", subject);
        Eventually.holds(() -> assertThat(letterbox.numbers(subject)).containsExactly(7));
    }

    @Test
    void P14_a_poison_message_becomes_a_dead_letter_and_the_queue_behind_it_flows() throws IOException {
        UUID poison = UUID.randomUUID();
        UUID healthy = UUID.randomUUID();
        String id = send("letter.poison", poison);
        send("letter.plain", healthy);
        Eventually.holds(() -> assertThat(letterbox.numbers(healthy)).containsExactly(7));
        String reason = deadLetter(id);
        assertThat(letterbox.tries(poison)).isEqualTo(5); // the first and one after each of four delays
        assertThat(reason).contains("poison");
    }

    @Test
    void an_unknown_type_and_what_is_no_event_become_dead_letters_at_once() throws IOException {
        UUID subject = UUID.randomUUID();
        String unknown = send("letter.unknown", subject);
        deadLetter(unknown);
        assertThat(letterbox.tries(subject)).isOne();
        String garbage = UUID.randomUUID().toString();
        publisher.publish(List.of(outgoing(garbage, "letter.plain", "not json")));
        deadLetter(garbage);
    }

    @Test
    void P12_what_the_broker_delivers_is_persistent_and_says_what_it_is() throws IOException {
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, Letterbox.EXCHANGE, "letter.plain");
        UUID subject = UUID.randomUUID();
        String id = send("letter.plain", subject);
        GetResponse delivered = channel.basicGet(queue, true);
        assertThat(delivered.getEnvelope().getExchange()).isEqualTo(Letterbox.EXCHANGE);
        assertThat(delivered.getEnvelope().getRoutingKey()).isEqualTo("letter.plain");
        BasicProperties properties = delivered.getProps();
        assertThat(properties.getDeliveryMode()).isEqualTo(2);
        assertThat(properties.getMessageId()).isEqualTo(id);
        assertThat(properties.getType()).isEqualTo("letter.plain");
        assertThat(properties.getContentType()).isEqualTo("application/cloudevents+json");
        assertThat(properties.getContentEncoding()).isEqualTo("UTF-8");
        assertThat(new String(delivered.getBody(), StandardCharsets.UTF_8)).contains(subject.toString());
    }

    @Test
    void queues_are_durable_quorum_queues_under_the_names_of_the_specification() throws IOException {
        Map<String, Object> quorum = new HashMap<>(Map.of("x-queue-type", "quorum", "x-delivery-limit", 20,
                "x-dead-letter-exchange", "", "x-dead-letter-strategy", "at-least-once", "x-overflow",
                "reject-publish"));
        for (String queue : List.of("order.processing", "inventory.updates", "email.notifications")) {
            quorum.put("x-dead-letter-routing-key", queue + ".dead-letter");
            // The broker refuses a declaration that differs in anything from what is there.
            assertThat(channel.queueDeclare(queue, true, false, false, quorum).getQueue()).isEqualTo(queue);
        }
        channel.exchangeDeclare("orders", "topic", true);
        channel.exchangeDeclare("notifications", "fanout", true);
    }

    @Test
    void a_queue_that_exists_with_other_arguments_is_named_with_what_to_do() throws Exception {
        String queue = "classic-" + UUID.randomUUID();
        channel.queueDeclare(queue, true, false, false, Map.of());
        Topology another = new Topology(List.of(subscription(queue)), config);
        RabbitMQClient client = RabbitMQClient.create(vertx, Broker.options(config));
        assertThatThrownBy(() -> await(client.start().compose(_ -> another.declare(client))))
                .hasMessageContaining(queue)
                .hasMessageContaining("delete or rename it").hasMessageContaining("inequivalent arg");
        await(client.stop());
        Channel next = connection.createChannel(); // the broker has closed the first
        next.queueDelete(queue);
        next.queueDelete(Topology.deadLetters(queue));
    }

    @Test
    void while_the_database_is_away_a_failure_uses_up_no_try() {
        DatabaseProbe away = new DatabaseProbe(null) {
            @Override
            public void check() throws DatabaseUnavailable {
                throw new DatabaseUnavailable(new SQLException("away"));
            }
        };
        Redeliveries never = null; // it would fail the test
        Handling handling = new Handling(letterbox, never, away, json.reader(), new SimpleMeterRegistry());
        String id = UUID.randomUUID().toString();
        byte[] body = """
                {"specversion":"1.0","id":"%s","type":"letter.poison","subject":"%s","data":{}}""".formatted(id, id)
                .getBytes(StandardCharsets.UTF_8);
        Delivery delivery = new Delivery(new Envelope(1, false, "", "letterbox"),
                new BasicProperties.Builder().messageId(id).type("letter.poison").build(), body);
        assertThatThrownBy(() -> handling.receive("letterbox", delivery))
                .isInstanceOf(DatabaseProbe.DatabaseUnavailable.class);
    }

    private static Subscription subscription(String queue) {
        return new Subscription() {
            @Override
            public String queue() {
                return queue;
            }

            @Override
            public List<Binding> bindings() {
                return List.of();
            }

            @Override
            public void handle(Message message) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Test
    void a_message_carries_the_trace_of_the_request_into_its_handling() throws IOException {
        UUID subject = UUID.randomUUID();
        String id = UUID.randomUUID().toString();
        String body = """
                {"specversion":"1.0","id":"%s","type":"letter.traced","subject":"%s",
                 "traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","data":{"number":7}}"""
                .formatted(id, subject);
        publisher.publish(List.of(outgoing(id, "letter.traced", body)));
        Eventually.holds(() -> assertThat(letterbox.trace(subject)).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736"));
    }

    private String send(String type, UUID subject) throws IOException {
        String id = UUID.randomUUID().toString();
        String body = """
                {"specversion":"1.0","id":"%s","type":"%s","subject":"%s","data":{"number":7}}""".formatted(id, type,
                subject);
        publisher.publish(List.of(outgoing(id, type, body)));
        return id;
    }

    private static Publisher.Outgoing outgoing(String id, String type, String body) {
        return Publisher.Outgoing.event(id, type, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void await(Future<Void> done) throws Exception {
        done.toCompletionStage().toCompletableFuture().get();
    }

    /** Waits until the message is a dead letter, and tells why it became one. */
    private static String deadLetter(String id) {
        return Eventually.first(() -> Database.query(String.class,
                "select reason from platform.dead_letters where message_id = ?", id));
    }
}
