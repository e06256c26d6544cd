package dev.tradepost.platform.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.JsonMappingException;

import dev.tradepost.kernel.FieldError;

/** The broken fields of one body, collected while it is read so that the client hears of all of them at once. */
final class JsonErrors {

    private static final int LONGEST_NAME = 64;

    /** Bound while a request body is read; elsewhere (messages, cache entries) reading fails at the first fault. */
    static final ScopedValue<JsonErrors> CURRENT = ScopedValue.newInstance();

    private final List<FieldError> errors = new ArrayList<>();

    void add(String pointer, String code, String message) {
        if (!isFull() && !has(pointer)) {
            errors.add(new FieldError(pointer, code, message));
        }
    }

    /** Notes a broken field while reading, and ends the reading when there are enough of them. */
    void addWhileReading(JsonParser parser, String code, String message) throws IOException {
        add(pointer(parser), code, message);
        if (isFull()) {
            throw new TooManyErrors();
        }
    }

    private boolean isFull() {
        return errors.size() >= ReadLimits.ERRORS;
    }

    /** There is no use in reading on. */
    private static final class TooManyErrors extends IOException {

        private static final long serialVersionUID = 1L;

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /** Reads something that collects its broken fields here. */
    interface JsonRead<T> {
        @Nullable
        T read() throws IOException;
    }

    /**
     * Reads while broken fields are collected.
     *
     * @return null if there was nothing, or if so many fields are broken that the rest was not read
     */
    <T> @Nullable T collect(JsonRead<T> reading) throws IOException {
        try {
            return ScopedValue.where(CURRENT, this).<@Nullable T, IOException>call(reading::read);
        } catch (IOException | RuntimeException failure) {
            if (isFull()) {
                return null;
            }
            throw failure;
        }
    }

    /** Whether the field, or something that it lies in, has been reported already. */
    private boolean has(String pointer) {
        return errors.stream().anyMatch(
                error -> pointer.equals(error.pointer()) || pointer.startsWith(error.pointer() + "/"));
    }

    List<FieldError> all() {
        return errors;
    }

    /** RFC 6901 pointer to where the parser stands. */
    static String pointer(JsonParser parser) {
        StringBuilder pointer = new StringBuilder();
        for (JsonStreamContext at = parser.getParsingContext(); at != null; at = at.getParent()) {
            if (at.inArray() && at.hasCurrentIndex()) {
                pointer.insert(0, "/" + at.getCurrentIndex());
            } else if (at.inObject() && at.getCurrentName() != null) {
                pointer.insert(0, "/" + escaped(at.getCurrentName()));
            }
        }
        return pointer.toString();
    }

    static String pointer(List<JsonMappingException.Reference> path) {
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference step : path) {
            pointer.append('/').append(step.getFieldName() == null ? step.getIndex() : escaped(step.getFieldName()));
        }
        return pointer.toString();
    }

    /** A name that the client made up comes back cut to size, and not in the middle of a character. */
    static String escaped(String name) {
        String cut = name;
        if (name.length() > LONGEST_NAME) {
            int end = Character.isHighSurrogate(name.charAt(LONGEST_NAME - 1)) ? LONGEST_NAME - 1 : LONGEST_NAME;
            cut = name.substring(0, end) + "…";
        }
        return cut.replace("~", "~0").replace("/", "~1");
    }
}
