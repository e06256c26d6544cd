package dev.tradepost.order.history;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.platform.http.QueryParameters;

/**
 * Which orders are wanted.
 *
 * @param userId whose; null for everybody's
 * @param from when they were placed, inclusive
 * @param to when they were placed, exclusive
 */
record OrderFilter(@Nullable UUID userId, @Nullable OrderStatus status, @Nullable Instant from, @Nullable Instant to,
        @Nullable OrderCursor cursor, PageRequest page) {

    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    /** Reads the filter, and notes what is wrong with it. */
    static OrderFilter of(QueryParameters query) {
        PageRequest page = query.page();
        OrderCursor cursor = cursor(query);
        Instant from = time(query, "from");
        Instant to = time(query, "to");
        return new OrderFilter(query.id("userId"), status(query), from, to, cursor,
                cursor == null ? page : new PageRequest(cursor.page(), page.limit()));
    }

    OrderFilter ofUser(UUID user) {
        return new OrderFilter(user, status, from, to, cursor, page);
    }

    /** A condition for the {@code where} of a query on {@code orders.orders o}, its values added to the list. */
    String condition(List<Object> values) {
        List<String> parts = new ArrayList<>(List.of("true"));
        add(parts, values, "o.user_id = ?", userId);
        add(parts, values, "o.status = ?", status == null ? null : status.name());
        add(parts, values, "o.created_at >= ?", from == null ? null : from.atOffset(ZoneOffset.UTC));
        add(parts, values, "o.created_at < ?", to == null ? null : to.atOffset(ZoneOffset.UTC));
        return String.join(" and ", parts);
    }

    private static void add(List<String> parts, List<Object> values, String part, @Nullable Object value) {
        if (value != null) {
            parts.add(part);
            values.add(value);
        }
    }

    private static @Nullable OrderCursor cursor(QueryParameters query) {
        String text = query.opaque("cursor");
        OrderCursor cursor = text == null ? null : OrderCursor.parse(text);
        if (text != null && cursor == null) {
            query.refuse("cursor", "format", "is not a cursor of this list");
        }
        return cursor;
    }

    private static @Nullable OrderStatus status(QueryParameters query) {
        String text = query.text("status");
        if (text == null) {
            return null;
        }
        for (OrderStatus status : OrderStatus.values()) {
            if (status.name().equals(text)) {
                return status;
            }
        }
        query.refuse("status", "enum", "must be one of "
                + String.join(", ", Arrays.stream(OrderStatus.values()).map(Enum::name).toList()));
        return null;
    }

    /** A day is the moment at which it begins, in UTC. */
    private static @Nullable Instant time(QueryParameters query, String name) {
        String text = query.opaque(name);
        if (text == null || !DATE.matcher(text).matches()) {
            return query.time(name);
        }
        try {
            LocalDate day = LocalDate.parse(text);
            if (day.getYear() >= 1970) {
                return day.atStartOfDay(ZoneOffset.UTC).toInstant();
            }
        } catch (DateTimeException noDay) {
            query.refuse(name, "format", "must be a day such as 2026-11-22, or a time such as 2026-11-22T12:00:00Z");
            return null;
        }
        query.refuse(name, "range", "must be between the years 1970 and 9999");
        return null;
    }
}
