package dev.tradepost.order.history;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.json.UuidText;

/**
 * Where a page of orders begins: after this one. Says nothing of whose orders they are; that is asked anew with every page.
 *
 * @param page its number, to tell
 * @param createdAt of the last order of the page before, in microseconds
 * @param id of that order
 */
record OrderCursor(int page, Instant createdAt, UUID id) {

    private static final int LONGEST = 200;
    private static final Pattern FORM = Pattern.compile("orders\\|([0-9]{1,9})\\|([0-9]{1,18})\\|([0-9a-f-]{36})");

    /** Opaque to clients. */
    String text() {
        String plain = "orders|%d|%d|%s".formatted(page, ChronoUnit.MICROS.between(Instant.EPOCH, createdAt), id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** What {@link #text} has written; null when it is anything else. */
    static @Nullable OrderCursor parse(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        try {
            Matcher parts = FORM.matcher(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
            UUID id = parts.matches() ? UuidText.parse(parts.group(3)) : null;
            if (id == null || Integer.parseInt(parts.group(1)) < 2) {
                return null;
            }
            return new OrderCursor(Integer.parseInt(parts.group(1)),
                    Instant.EPOCH.plus(Long.parseLong(parts.group(2)), ChronoUnit.MICROS), id);
        } catch (IllegalArgumentException broken) {
            return null;
        }
    }
}
