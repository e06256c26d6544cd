package dev.tradepost.catalog.importexport;

import java.util.Map;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Maps of text as JSON, many times a second. */
final class JsonText {

    private JsonText() {}

    static String of(Map<String, String> map) {
        StringBuilder json = new StringBuilder("{");
        map.forEach((name, value) -> {
            if (json.length() > 1) {
                json.append(',');
            }
            quote(json, name);
            json.append(':');
            quote(json, value);
        });
        return json.append('}').toString();
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }
}
