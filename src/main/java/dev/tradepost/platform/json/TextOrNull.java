package dev.tradepost.platform.json;

import java.io.IOException;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;

/** Reads a text that a client can remove: an empty {@code Optional} if the field is null, and null if the field is missing. */
public class TextOrNull extends StdScalarDeserializer<Optional<String>> {

    private static final long serialVersionUID = 1L;

    private final transient Text text;

    public TextOrNull() {
        this(new Text(PlainText::isLine));
    }

    TextOrNull(Text text) {
        super(Optional.class);
        this.text = text;
    }

    @Override
    public Optional<String> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return Optional.ofNullable(text.deserialize(parser, context));
    }

    @Override
    public Optional<String> getNullValue(DeserializationContext context) {
        return Optional.empty();
    }

    @Override
    @SuppressWarnings("NullableOptional") // null means that the field is missing
    public @Nullable Object getAbsentValue(DeserializationContext context) {
        return null;
    }
}
