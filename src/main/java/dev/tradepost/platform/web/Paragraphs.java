package dev.tradepost.platform.web;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;

/** Reads a text that may have line breaks and tabs, such as a description. Any other text is one line: see {@link StrictJson}. */
public final class Paragraphs extends StdScalarDeserializer<String> {

    public Paragraphs() {
        super(String.class);
    }

    @Override
    public @Nullable String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return (String) context.handleUnexpectedToken(String.class, parser);
        }
        String text = parser.getText();
        return PlainText.isParagraphs(text)
                ? text
                : (String) context.handleWeirdStringValue(String.class, "", PlainText.RULE);
    }
}
