package dev.tradepost.platform.json;

import java.util.Map;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads and writes JSON of our own, such as {@code jsonb} columns and cache entries. Failures are bugs, so they are unchecked. */
@Singleton
public class Json {

    private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {
    };

    private final ObjectMapper mapper;

    Json(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    public String write(@Nullable Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException unwritable) {
            throw new IllegalStateException("A value cannot be written as JSON", unwritable);
        }
    }

    public byte[] writeBytes(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException unwritable) {
            throw new IllegalStateException("A value cannot be written as JSON", unwritable);
        }
    }

    public <T> T read(String json, Class<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("Stored JSON is not a " + type.getSimpleName(), malformed);
        }
    }

    public <T> T read(String json, TypeReference<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("Stored JSON is not a " + type.getType(), malformed);
        }
    }

    /**
     * Reads a part of a document. Skips fields that an earlier release has stored and this one does not know.
     *
     * @param pointer to the part (RFC 6901)
     */
    public <T> T readAt(String json, String pointer, Class<T> type) {
        try {
            return mapper.readerFor(type).at(pointer).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(json);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("Stored JSON is not a " + type.getSimpleName(), malformed);
        }
    }

    /** Reads an object whose values are all strings. */
    public Map<String, String> readMap(String json) {
        return read(json, STRINGS);
    }
}
