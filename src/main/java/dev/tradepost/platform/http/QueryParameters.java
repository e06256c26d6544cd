package dev.tradepost.platform.http;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.FieldError;
import dev.tradepost.kernel.PageRequest;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.json.JsonPointers;
import dev.tradepost.platform.json.PlainText;
import dev.tradepost.platform.json.UuidText;

/**
 * Reads the parameters of a query string and collects their errors. A resource reads all its parameters and then calls {@link #check}, which
 * also refuses parameters that were not read.
 */
public final class QueryParameters {

    private static final int LONGEST_TEXT = 200;
    private static final int LONGEST_NUMBER = 20;
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");
    private static final Pattern AMOUNT = Pattern.compile("\\d+(\\.\\d+)?");
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    private final MultivaluedMap<String, String> given;
    private final Set<String> read = new HashSet<>();
    private final List<FieldError> errors = new ArrayList<>();

    public QueryParameters(UriInfo uri) {
        given = uri.getQueryParameters();
    }

    /** @throws Problem.Invalid naming every broken parameter */
    public void check() {
        for (String name : given.keySet()) {
            if (!read.contains(name)) {
                refuse(JsonPointers.escape(name), "unknown_field", "is not a parameter of this request");
            }
        }
        if (!errors.isEmpty()) {
            throw Problem.Invalid.of(errors);
        }
    }

    /** Page and limit; the defaults are 1 and {@link PageRequest#DEFAULT_LIMIT}. */
    public PageRequest page() {
        int size = limit();
        int number = number("page", 1, PageRequest.DEEPEST_ROW);
        if ((long) number * size > PageRequest.DEEPEST_ROW) {
            refuse("page", "max", "reaches too deep: page × limit is at most " + PageRequest.DEEPEST_ROW
                    + "; use cursor, where the list has one, or narrow the list by its filters");
        }
        return new PageRequest(number, size);
    }

    /** Items per page, in lists whose pages have no numbers. */
    public int limit() {
        return number("limit", PageRequest.DEFAULT_LIMIT, PageRequest.MAX_LIMIT);
    }

    /** An opaque cursor, which the caller checks; null if it is missing. */
    public @Nullable String opaque(String name) {
        String value = value(name);
        return value == null || value.isEmpty() ? null : value;
    }

    public @Nullable BigDecimal amount(String name) {
        String value = value(name);
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (value.length() <= LONGEST_NUMBER && AMOUNT.matcher(value).matches()) {
            return new BigDecimal(value);
        }
        refuse(name, "format", "must be an amount such as 12.50");
        return null;
    }

    public @Nullable Boolean flag(String name) {
        String value = value(name);
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (value.equals("true") || value.equals("false")) {
            return Boolean.valueOf(value);
        }
        refuse(name, "format", "must be true or false");
        return null;
    }

    /** Free text without surrounding white space; null if it is missing. */
    public @Nullable String text(String name) {
        String value = value(name);
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > LONGEST_TEXT) {
            refuse(name, "size", "must have at most " + LONGEST_TEXT + " characters");
        } else if (!PlainText.isLine(value)) {
            refuse(name, "format", PlainText.RULE);
        } else {
            return value.strip();
        }
        return null;
    }

    public @Nullable UUID id(String name) {
        String value = value(name);
        if (value == null || value.isEmpty()) {
            return null;
        }
        UUID id = UuidText.parse(value);
        if (id == null) {
            refuse(name, "format", UuidText.RULE);
        }
        return id;
    }

    /** A time in the format of RFC 3339, such as {@code 2026-11-22T12:00:00Z}. */
    public @Nullable Instant time(String name) {
        String value = value(name);
        if (value == null || value.isEmpty()) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(value).toInstant();
            if (time.isAfter(EARLIEST) && time.isBefore(LATEST)) {
                return time;
            }
        } catch (DateTimeException broken) {
            refuse(name, "format", "must be a time such as 2026-11-22T12:00:00Z");
            return null;
        }
        refuse(name, "range", "must be a time between the years 1970 and 9999");
        return null;
    }

    /** One of the enum's constants, by its {@code toString}. */
    public <E extends Enum<E>> E choice(String name, E byDefault) {
        String value = value(name);
        if (value == null || value.isEmpty()) {
            return byDefault;
        }
        E[] choices = byDefault.getDeclaringClass().getEnumConstants();
        List<String> names = new ArrayList<>();
        for (E choice : choices) {
            if (choice.toString().equals(value)) {
                return choice;
            }
            names.add(choice.toString());
        }
        refuse(name, "enum", "must be one of " + String.join(", ", names));
        return byDefault;
    }

    public void refuse(String name, String code, String message) {
        errors.add(new FieldError("/" + name, code, message));
    }

    /** A whole number from 1 to {@code max}. */
    public int number(String name, int byDefault, int max) {
        String value = value(name);
        if (value == null || value.isEmpty()) {
            return byDefault;
        }
        if (value.length() <= LONGEST_NUMBER && DIGITS.matcher(value).matches()) {
            BigDecimal number = new BigDecimal(value);
            if (number.signum() > 0 && number.compareTo(BigDecimal.valueOf(max)) <= 0) {
                return number.intValueExact();
            }
        }
        refuse(name, "range", "must be a whole number from 1 to " + max);
        return byDefault;
    }

    private @Nullable String value(String name) {
        read.add(name);
        List<String> values = given.getOrDefault(name, List.of());
        if (values.size() > 1) {
            refuse(name, "repeated", "must stand only once");
        }
        return values.isEmpty() ? null : values.getFirst();
    }
}
