package dev.tradepost.platform.json;

import java.util.List;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.databind.JsonMappingException;

/** Names the part of a body that an error is about (JSON Pointer, RFC 6901). */
public final class JsonPointers {

    private static final int LONGEST_NAME = 64;

    private JsonPointers() {}

    /** The pointer to the current position of the parser. */
    static String of(JsonParser parser) {
        StringBuilder pointer = new StringBuilder();
        for (JsonStreamContext at = parser.getParsingContext(); at != null; at = at.getParent()) {
            if (at.inArray() && at.hasCurrentIndex()) {
                pointer.insert(0, "/" + at.getCurrentIndex());
            } else if (at.inObject() && at.getCurrentName() != null) {
                pointer.insert(0, "/" + escape(at.getCurrentName()));
            }
        }
        return pointer.toString();
    }

    static String of(List<JsonMappingException.Reference> path) {
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference step : path) {
            pointer.append('/').append(step.getFieldName() == null ? step.getIndex() : escape(step.getFieldName()));
        }
        return pointer.toString();
    }

    /** Escapes a name that the client has chosen, and shortens a long one without splitting a surrogate pair. */
    public static String escape(String name) {
        String cut = name;
        if (name.length() > LONGEST_NAME) {
            int end = Character.isHighSurrogate(name.charAt(LONGEST_NAME - 1)) ? LONGEST_NAME - 1 : LONGEST_NAME;
            cut = name.substring(0, end) + "…";
        }
        return cut.replace("~", "~0").replace("/", "~1");
    }
}
