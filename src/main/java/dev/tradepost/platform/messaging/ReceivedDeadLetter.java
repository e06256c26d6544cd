package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Delivery;

/**
 * A dead letter as the broker delivers it. Those of the release before this one have headers of ours; a message that the broker itself gave up
 * has only the broker's.
 *
 * @param queue in which the message failed
 */
record ReceivedDeadLetter(String queue, Delivery letter) {

    private static final String TRIES = "x-tradepost-tries";
    private static final String ERROR = "x-tradepost-error";
    private static final String DEATH = "x-tradepost-death";
    private static final String DIED_AT = "x-tradepost-died-at";
    private static final int MAX_NAME_LENGTH = 255;
    private static final int MAX_REASON_LENGTH = 1000;

    /** Without our header, an id derived from the letter, so that a second delivery has the same one. */
    UUID deathId() {
        try {
            return UUID.fromString(String.valueOf(header(DEATH)));
        } catch (IllegalArgumentException none) {
            String content = String.join("|", queue, String.valueOf(letter.getProperties().getMessageId()),
                    String.valueOf(header("x-death")), Integer.toString(Arrays.hashCode(body())));
            return UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Nullable
    String messageId() {
        return text(letter.getProperties().getMessageId(), MAX_NAME_LENGTH);
    }

    @Nullable
    String type() {
        return text(letter.getProperties().getType(), MAX_NAME_LENGTH);
    }

    @Nullable
    String subject(ObjectMapper json) {
        try {
            JsonNode event = json.readTree(body());
            return event == null ? null : text(event.path("subject").textValue(), MAX_NAME_LENGTH);
        } catch (IOException notJson) {
            return null;
        }
    }

    byte[] body() {
        return letter.getBody();
    }

    @Nullable
    String reason() {
        Object brokers = header("x-first-death-reason");
        if (header(DEATH) == null && brokers != null) {
            return "given up by the broker: " + brokers;
        }
        Object ours = header(ERROR);
        return ours == null ? "unknown" : text(ours.toString(), MAX_REASON_LENGTH);
    }

    int tries() {
        return header(TRIES) instanceof Number tries ? Math.max(1, tries.intValue()) : 1;
    }

    Optional<Instant> diedAt() {
        try {
            return Optional.of(Instant.parse(String.valueOf(header(DIED_AT))));
        } catch (DateTimeException none) {
            return header("x-death") instanceof List<?> deaths && !deaths.isEmpty()
                    && deaths.getFirst() instanceof Map<?, ?> last && last.get("time") instanceof Date time
                            ? Optional.of(time.toInstant())
                            : Optional.empty();
        }
    }

    private @Nullable Object header(String name) {
        Map<String, Object> headers = letter.getProperties().getHeaders();
        return headers == null ? null : headers.get(name);
    }

    /** PostgreSQL accepts no NUL in text. */
    private static @Nullable String text(@Nullable String value, int maxLength) {
        if (value == null) {
            return null;
        }
        String clean = value.replace('\0', ' ');
        return clean.length() <= maxLength ? clean : clean.substring(0, maxLength);
    }
}
