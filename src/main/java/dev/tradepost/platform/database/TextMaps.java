package dev.tradepost.platform.database;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Maps of text as {@code jsonb} columns hold them, for statements that go past Hibernate. */
@ApplicationScoped
public class TextMaps {

    private static final TypeReference<Map<String, String>> TYPE = new TypeReference<>() {
    };

    private final ObjectMapper json;

    TextMaps(ObjectMapper json) {
        this.json = json;
    }

    public String write(Map<String, String> map) {
        try {
            return json.writeValueAsString(map);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Reads what {@link #write} has written. */
    public Map<String, String> read(String stored) {
        try {
            return json.readValue(stored, TYPE);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
