package dev.tradepost.platform.json;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapType;

/** Reads no more than {@link ReadLimits#ITEMS} of a list or a map in a request body, and skips the rest. */
final class BoundedCollections extends BeanDeserializerModifier {

    private static final long serialVersionUID = 1L;

    @Override
    public JsonDeserializer<?> modifyCollectionDeserializer(DeserializationConfig config, CollectionType type,
            BeanDescription bean, JsonDeserializer<?> deserializer) {
        return new Bounded(deserializer);
    }

    @Override
    public JsonDeserializer<?> modifyMapDeserializer(DeserializationConfig config, MapType type, BeanDescription bean,
            JsonDeserializer<?> deserializer) {
        return new Bounded(deserializer);
    }

    private static final class Bounded extends DelegatingDeserializer {

        private static final long serialVersionUID = 1L;

        private Bounded(JsonDeserializer<?> unbounded) {
            super(unbounded);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> contextual) {
            return new Bounded(contextual);
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return super.deserialize(JsonErrors.CURRENT.isBound() && parser.currentToken().isStructStart()
                    ? new Truncated(parser)
                    : parser, context);
        }
    }

    /** Ends the current list or map of the parser after the maximum number of items. */
    private static final class Truncated extends JsonParserDelegate {

        private final int depth;

        private Truncated(JsonParser parser) {
            super(parser);
            depth = parser.getParsingContext().getNestingDepth();
        }

        @Override
        public @Nullable JsonToken nextToken() throws IOException {
            JsonToken token = super.nextToken();
            while (token != null && !token.isStructEnd() && isBeyond(token)) {
                super.skipChildren();
                token = super.nextToken();
            }
            return token;
        }

        private boolean isBeyond(JsonToken token) {
            JsonStreamContext at = token.isStructStart() ? getParsingContext().getParent() : getParsingContext();
            return at.getNestingDepth() == depth && at.getCurrentIndex() >= ReadLimits.ITEMS;
        }

        // Shortcuts that would bypass nextToken.

        @Override
        public @Nullable String nextFieldName() throws IOException {
            return nextToken() == JsonToken.FIELD_NAME ? currentName() : null;
        }

        @Override
        public @Nullable String nextTextValue() throws IOException {
            return nextToken() == JsonToken.VALUE_STRING ? getText() : null;
        }
    }
}
