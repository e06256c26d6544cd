package dev.tradepost.platform.json;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;

/** Reads an id that a client can remove: an empty {@code Optional} if the field is null, and null if the field is missing. */
public final class UuidOrNull extends StdScalarDeserializer<Optional<UUID>> {

    private static final long serialVersionUID = 1L;

    public UuidOrNull() {
        super(Optional.class);
    }

    @Override
    public Optional<UUID> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return Optional.ofNullable(context.readValue(parser, UUID.class));
    }

    @Override
    public Optional<UUID> getNullValue(DeserializationContext context) {
        return Optional.empty();
    }

    @Override
    @SuppressWarnings("NullableOptional") // null means that the field is missing
    public @Nullable Object getAbsentValue(DeserializationContext context) {
        return null;
    }
}
