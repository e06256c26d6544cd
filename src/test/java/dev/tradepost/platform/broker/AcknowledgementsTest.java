package dev.tradepost.platform.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Together;

/** Deliveries are taken by hand, in order: the message "3" has the delivery tag 3. */
@QuarkusTest
class AcknowledgementsTest {

    private static final String NEVER_SETTLED = "never settled";

    @Inject
    Broker broker;

    private Connection connection;
    private Channel channel;
    private Acknowledgements acknowledgements;
    private final String queue = "acknowledgements-" + UUID.randomUUID();

    @BeforeEach
    void connect() throws IOException {
        connection = broker.connect("test");
        channel = connection.createChannel();
        channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
        acknowledgements = new Acknowledgements(channel);
    }

    @AfterEach
    void disconnect() throws IOException {
        connection.createChannel().queueDelete(queue);
        connection.abort();
    }

    @Test
    void messages_that_end_in_any_order_are_acknowledged_once_each() throws Exception {
        deliver(6);
        for (long tag : List.of(2, 5, 1, 4, 3, 6)) {
            acknowledgements.accept(tag);
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void one_that_takes_long_holds_up_none_that_come_after_it() throws Exception {
        deliver(5);
        for (long tag : List.of(1, 2, 4, 5)) {
            acknowledgements.accept(tag);
        }
        assertThat(left()).containsExactly("3");
    }

    @Test
    void what_is_to_be_delivered_again_is_and_what_comes_after_it_is_not() throws Exception {
        deliver(5);
        acknowledgements.requeue(2);
        for (long tag : List.of(3, 1, 5, 4)) {
            acknowledgements.accept(tag);
        }
        assertThat(left()).containsExactly("2");
    }

    @Test
    void P13_many_that_end_at_once_are_all_acknowledged() throws Exception {
        deliver(100);
        Together.run(IntStream.rangeClosed(1, 100).filter(tag -> tag != 50).mapToObj(this::accepting).toList());
        assertThat(left()).containsExactly("50");
    }

    private Callable<Boolean> accepting(int tag) {
        return () -> {
            acknowledgements.accept(tag);
            return true;
        };
    }

    private void deliver(int messages) throws Exception {
        List<String> bodies = new ArrayList<>(IntStream.rangeClosed(1, messages).mapToObj(Integer::toString).toList());
        bodies.add(NEVER_SETTLED);
        channel.confirmSelect();
        for (String body : bodies) {
            channel.basicPublish("", queue, null, body.getBytes(StandardCharsets.US_ASCII));
        }
        channel.waitForConfirmsOrDie(10_000);
        for (int i = 1; i <= bodies.size(); i++) {
            assertThat(channel.basicGet(queue, false).getEnvelope().getDeliveryTag()).isEqualTo(i);
        }
    }

    /** What the channel has not settled goes back, all at once, and with it always one that nobody has settled. */
    private List<String> left() throws Exception {
        channel.basicRecover(true);
        List<String> left = new ArrayList<>();
        try (Channel other = connection.createChannel()) {
            Eventually.holds(() -> {
                for (GetResponse one = other.basicGet(queue, true); one != null; one = other.basicGet(queue, true)) {
                    left.add(new String(one.getBody(), StandardCharsets.US_ASCII));
                }
                assertThat(left).contains(NEVER_SETTLED);
            });
        }
        left.remove(NEVER_SETTLED);
        return left;
    }
}
