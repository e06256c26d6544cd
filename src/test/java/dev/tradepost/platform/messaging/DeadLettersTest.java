package dev.tradepost.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;

@QuarkusTest
class DeadLettersTest {

    @Inject
    DeadLetters deadLetters;

    @Test
    void P14_a_letter_that_is_delivered_twice_is_noted_once() throws IOException {
        String message = UUID.randomUUID().toString();
        Map<String, Object> headers = Map.of("x-tradepost-error", "zero \0 byte", "x-death",
                List.of(Map.of("count", 1L, "reason", "delivery_limit")), "x-first-death-reason", "delivery_limit");
        var letter = new com.rabbitmq.client.Delivery(new Envelope(1, false, "", "letterbox.dead-letter"),
                new BasicProperties.Builder().messageId(message).headers(headers).build(), new byte[]{0, -1, 2});
        deadLetters.store("letterbox.dead-letter", letter);
        deadLetters.store("letterbox.dead-letter", letter);
        assertThat(
                Database.query(String.class, "select reason from platform.dead_letters where message_id = ?", message))
                .containsExactly("given up by the broker: delivery_limit");
    }
}
