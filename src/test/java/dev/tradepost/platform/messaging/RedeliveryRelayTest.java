package dev.tradepost.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;

@QuarkusTest
class RedeliveryRelayTest {

    private static final String NO_QUEUE = "no-queue-of-this-release";

    @Inject
    Letterbox letterbox;

    @AfterEach
    void forget() {
        Database.update("delete from platform.redeliveries where queue = ?", NO_QUEUE);
    }

    @Test
    void P14_a_message_whose_queue_is_gone_waits_and_repeats_no_other() {
        due(NO_QUEUE, UUID.randomUUID());
        UUID subject = UUID.randomUUID();
        due("letterbox", subject);
        Eventually.holds(() -> assertThat(Database.count(
                "select count(*) from platform.redeliveries where queue = ? and next_try_at > now()", NO_QUEUE))
                .isOne());
        Eventually.holds(() -> assertThat(letterbox.numbers(subject)).containsExactly(7));
    }

    private static void due(String queue, UUID subject) {
        UUID id = UUID.randomUUID();
        Database.update("""
                insert into platform.redeliveries (queue, message_id, type, body, reason)
                values (?, ?, 'letter.plain', ?, 'test')""", queue, id, """
                {"specversion":"1.0","id":"%s","type":"letter.plain","subject":"%s","data":{"number":7}}"""
                .formatted(id, subject));
    }
}
