package dev.tradepost.platform.json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;

import dev.tradepost.kernel.FieldError;

/** The broken fields of one body, collected while the body is read, so that one response names them all. */
final class JsonErrors {

    /** Bound while a request body is read; elsewhere (messages, cache entries) reading fails at the first error. */
    static final ScopedValue<JsonErrors> CURRENT = ScopedValue.newInstance();

    private final List<FieldError> errors = new ArrayList<>();

    void add(String pointer, String code, String message) {
        if (!isFull() && !has(pointer)) {
            errors.add(new FieldError(pointer, code, message));
        }
    }

    /** Records a broken field, and stops reading when there are too many. */
    void addWhileReading(JsonParser parser, String code, String message) throws IOException {
        add(JsonPointers.of(parser), code, message);
        if (isFull()) {
            throw new TooManyErrors();
        }
    }

    private boolean isFull() {
        return errors.size() >= ReadLimits.ERRORS;
    }

    /** Thrown to stop reading. */
    private static final class TooManyErrors extends IOException {

        private static final long serialVersionUID = 1L;

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /** A read operation that records its broken fields here. */
    interface JsonRead<T> {
        @Nullable
        T read() throws IOException;
    }

    /**
     * Reads while broken fields are collected.
     *
     * @return null if the body is empty, or if reading stopped because of too many broken fields
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

    /** True if the field, or an object that contains it, has been reported already. */
    private boolean has(String pointer) {
        return errors.stream().anyMatch(
                error -> pointer.equals(error.pointer()) || pointer.startsWith(error.pointer() + "/"));
    }

    List<FieldError> all() {
        return errors;
    }
}
