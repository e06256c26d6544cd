package dev.tradepost.platform.web;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.FieldError;
import dev.tradepost.kernel.PageRequest;
import dev.tradepost.kernel.Problem;

/**
 * Reads the values of a query string and remembers what is wrong with them, so that a resource can refuse all of it at once:
 * read everything, then {@link #check}.
 */
public final class QueryParameters {

    private static final int LONGEST_TEXT = 200;
    private static final int LONGEST_NUMBER = 20;

    private final List<FieldError> errors = new ArrayList<>();

    /** @throws Problem.Invalid naming every broken parameter */
    public void check() {
        if (!errors.isEmpty()) {
            throw Problem.Invalid.of(errors);
        }
    }

    /** A page and a limit, from page 1 and of {@link PageRequest#DEFAULT_LIMIT} when left out. */
    public PageRequest page(@Nullable String page, @Nullable String limit) {
        int size = number("limit", limit, PageRequest.DEFAULT_LIMIT, PageRequest.MAX_LIMIT);
        int number = number("page", page, 1, PageRequest.DEEPEST_ROW);
        if ((long) number * size > PageRequest.DEEPEST_ROW) {
            refuse("page", "max", "reaches too deep: page × limit is at most " + PageRequest.DEEPEST_ROW
                    + "; walk deep lists by cursor");
        }
        return new PageRequest(number, size);
    }

    public @Nullable BigDecimal amount(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (value.length() <= LONGEST_NUMBER && value.matches("\\d+(\\.\\d+)?")) {
            return new BigDecimal(value);
        }
        refuse(name, "format", "must be an amount such as 12.50");
        return null;
    }

    public @Nullable Boolean flag(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (value.equals("true") || value.equals("false")) {
            return Boolean.valueOf(value);
        }
        refuse(name, "format", "must be true or false");
        return null;
    }

    /** Free text without surrounding white space; null when there is none. */
    public @Nullable String text(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > LONGEST_TEXT) {
            refuse(name, "size", "must have at most " + LONGEST_TEXT + " characters");
        } else if (!PlainText.isPlain(value)) {
            refuse(name, "format", PlainText.RULE);
        } else {
            return value.strip();
        }
        return null;
    }

    /** One of the enum's constants, by its {@code toString}. */
    public <E extends Enum<E>> E choice(String name, @Nullable String value, E byDefault) {
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

    private int number(String name, @Nullable String value, int byDefault, int max) {
        if (value == null || value.isEmpty()) {
            return byDefault;
        }
        if (value.length() <= LONGEST_NUMBER && value.matches("\\d+")) {
            BigDecimal number = new BigDecimal(value);
            if (number.signum() > 0 && number.compareTo(BigDecimal.valueOf(max)) <= 0) {
                return number.intValueExact();
            }
        }
        refuse(name, "range", "must be a whole number from 1 to " + max);
        return byDefault;
    }
}
