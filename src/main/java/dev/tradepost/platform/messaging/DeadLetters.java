package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;

import dev.tradepost.platform.database.Retention;
import dev.tradepost.platform.database.Sql;

/**
 * Moves dead letters from the broker's queues into a table, where they can be listed, counted and redriven one by one. A letter is
 * acknowledged after its row is committed. The row has the id of the death, so a letter that is delivered twice is stored once.
 */
@ApplicationScoped
class DeadLetters {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_REASON = 1000;
    /**
     * How long to retry a letter that cannot be written. Requeueing it would count against the delivery limit that newer brokers set for
     * every quorum queue, after which they drop the letter.
     */
    private static final Duration MAX_WAIT = Duration.ofMinutes(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final String INSERT = """
            insert into platform.dead_letters (id, queue, message_id, type, subject, body, reason, tries, died_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing""";

    private final Sql sql;
    private final ObjectMapper json;
    private final Clock clock;

    DeadLetters(Sql sql, ObjectMapper json, Clock clock) {
        this.sql = sql;
        this.json = json;
        this.clock = clock;
    }

    /** Returns when the letter is committed. */
    void store(String deadLetterQueue, Delivery letter) throws IOException {
        Instant deadline = clock.instant().plus(MAX_WAIT);
        Duration pause = Duration.ofSeconds(1);
        while (true) {
            try {
                insert(Topology.origin(deadLetterQueue), letter);
                return;
            } catch (RuntimeException failure) {
                if (clock.instant().isAfter(deadline)) {
                    throw new IOException("a dead letter of " + deadLetterQueue + " cannot be written", failure);
                }
                LOG.warnf("A dead letter of %s cannot be written, again in %s: %s", deadLetterQueue, pause,
                        failure.getMessage());
            }
            sleep(pause);
            Duration longer = pause.multipliedBy(2);
            pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
    }

    private void insert(String queue, Delivery letter) {
        BasicProperties properties = letter.getProperties();
        Map<String, Object> headers = properties.getHeaders() == null ? Map.of() : properties.getHeaders();
        sql.update(INSERT, death(queue, letter, headers), queue, text(properties.getMessageId(), LONGEST_NAME),
                text(properties.getType(), LONGEST_NAME), text(subject(letter.getBody()), LONGEST_NAME),
                letter.getBody(),
                text(reason(headers), LONGEST_REASON), Math.max(1, RetryPolicy.tries(letter)), diedAt(headers));
    }

    /** The id that {@link RetryPolicy} gave; if the broker itself gave the message up, an id derived from the letter. */
    private static UUID death(String queue, Delivery letter, Map<String, Object> headers) {
        try {
            return UUID.fromString(String.valueOf(headers.get(RetryPolicy.DEATH)));
        } catch (IllegalArgumentException none) {
            String what = String.join("|", queue, String.valueOf(letter.getProperties().getMessageId()),
                    String.valueOf(headers.get("x-death")), Integer.toString(Arrays.hashCode(letter.getBody())));
            return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String reason(Map<String, Object> headers) {
        Object brokers = headers.get("x-first-death-reason");
        if (headers.get(RetryPolicy.DEATH) == null && brokers != null) {
            return "given up by the broker: " + brokers;
        }
        Object ours = headers.get(RetryPolicy.ERROR);
        return ours == null ? "unknown" : ours.toString();
    }

    private Instant diedAt(Map<String, Object> headers) {
        try {
            if (headers.get(RetryPolicy.DIED_AT) != null) {
                return Instant.parse(headers.get(RetryPolicy.DIED_AT).toString());
            }
        } catch (DateTimeException broken) {
            LOG.debugf("Not a time: %s", broken.getMessage());
        }
        return headers.get("x-death") instanceof List<?> deaths && !deaths.isEmpty()
                && deaths.getFirst() instanceof Map<?, ?> last && last.get("time") instanceof Date time
                        ? time.toInstant()
                        : clock.instant();
    }

    private @Nullable String subject(byte[] body) {
        try {
            JsonNode event = json.readTree(body);
            return event == null ? null : event.path("subject").textValue();
        } catch (IOException notJson) {
            return null;
        }
    }

    /** PostgreSQL accepts no NUL in text. */
    private static @Nullable String text(@Nullable String value, int longest) {
        if (value == null) {
            return null;
        }
        String clean = value.replace('\0', ' ');
        return clean.length() <= longest ? clean : clean.substring(0, longest);
    }

    private static void sleep(Duration pause) throws IOException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", stop);
        }
    }

    @Produces
    @Singleton
    static Retention retention() {
        return new Retention("platform.dead_letters", "id", "settled_at < ?", Duration.ofDays(30));
    }
}
