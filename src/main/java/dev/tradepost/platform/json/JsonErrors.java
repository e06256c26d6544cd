package dev.tradepost.platform.json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;

import dev.tradepost.kernel.FieldError;

/** The broken fields of one body, collected while it is read so that the client hears of all of them at once. */
final class JsonErrors {

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
        add(JsonPointers.of(parser), code, message);
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
}
