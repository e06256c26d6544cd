package dev.tradepost.platform.json;

import java.io.IOException;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;

/** Reads a string and no other type. Refuses characters that PostgreSQL, terminals or mails cannot handle. */
class Text extends StdScalarDeserializer<String> {

    private final transient Predicate<String> rule;

    /** @param rule a rule of {@link PlainText} */
    Text(Predicate<String> rule) {
        super(String.class);
        this.rule = rule;
    }

    @Override
    public @Nullable String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return (String) context.handleUnexpectedToken(String.class, parser);
        }
        String text = shortened(parser.getText());
        return rule.test(text) ? text : (String) context.handleWeirdStringValue(String.class, "", PlainText.RULE);
    }

    private static String shortened(String text) {
        return JsonErrors.CURRENT.isBound() && text.length() > ReadLimits.TEXT
                ? text.substring(0, ReadLimits.TEXT)
                : text;
    }
}
