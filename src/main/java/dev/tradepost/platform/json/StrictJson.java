package dev.tradepost.platform.json;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;

import io.quarkus.jackson.ObjectMapperCustomizer;

/**
 * Reads JSON strictly: types are not converted, unknown fields are errors, and so are repeated names. While a request body is read,
 * {@link JsonErrors} collects the errors.
 */
@Singleton
class StrictJson implements ObjectMapperCustomizer {

    /** A decimal with a larger exponent than this is refused before arithmetic with it becomes expensive. */
    private static final int MOST_DIGITS = 100;

    @Override
    public void customize(ObjectMapper json) {
        json.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        json.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
        json.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        json.disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE);
        json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
        json.addHandler(new Collecting());
        forgetNames(json);
        SimpleModule strict = new SimpleModule("strict-json").setDeserializerModifier(new BoundedCollections());
        strict.addDeserializer(String.class, new Text(PlainText::isLine));
        strict.addDeserializer(Integer.class, new WholeNumber());
        strict.addDeserializer(BigDecimal.class, new Decimal());
        strict.addDeserializer(Boolean.class, new TrueOrFalse());
        strict.addDeserializer(UUID.class, new Id());
        strict.addKeyDeserializer(String.class, new Key());
        json.registerModule(strict);
    }

    /**
     * Interned field names stay in memory, in a native executable for ever, so a client could fill it with new names. A builder would need no
     * deprecated method, but Quarkus creates the mapper.
     */
    @SuppressWarnings("deprecation")
    private static void forgetNames(ObjectMapper json) {
        json.getFactory().disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
    }

    /** Records errors and reads on while {@link JsonErrors} collects them. */
    private static final class Collecting extends DeserializationProblemHandler {

        @Override
        public boolean handleUnknownProperty(DeserializationContext context, JsonParser parser,
                JsonDeserializer<?> deserializer, Object owner, String name) throws IOException {
            if (!JsonErrors.CURRENT.isBound()) {
                return false;
            }
            JsonErrors.CURRENT.get().addWhileReading(parser, "unknown_field", "is not a field of this request");
            parser.skipChildren();
            return true;
        }

        @Override
        public @Nullable Object handleUnexpectedToken(DeserializationContext context, JavaType wanted, JsonToken token,
                JsonParser parser, String message) throws IOException {
            if (!JsonErrors.CURRENT.isBound()) {
                return NOT_HANDLED;
            }
            JsonErrors.CURRENT.get().addWhileReading(parser, "type", "must be " + kind(wanted));
            parser.skipChildren();
            return null;
        }

        @Override
        public @Nullable Object handleWeirdStringValue(DeserializationContext context, Class<?> wanted, String value,
                String message) throws IOException {
            return note(context, wanted, message);
        }

        @Override
        public @Nullable Object handleWeirdNumberValue(DeserializationContext context, Class<?> wanted, Number value,
                String message) throws IOException {
            return note(context, wanted, message);
        }

        private static @Nullable Object note(DeserializationContext context, Class<?> wanted, String message)
                throws IOException {
            if (!JsonErrors.CURRENT.isBound()) {
                return NOT_HANDLED;
            }
            String told = wanted.isEnum()
                    ? "must be one of " + Arrays.stream(wanted.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))
                    : message;
            JsonErrors.CURRENT.get().addWhileReading(context.getParser(), wanted.isEnum() ? "enum" : "format", told);
            return null;
        }

        private static String kind(JavaType wanted) {
            if (wanted.isCollectionLikeType() || wanted.isArrayType()) {
                return "a list";
            }
            Class<?> type = wanted.getRawClass();
            if (type == String.class || type == UUID.class || wanted.isEnumType()) {
                return "text";
            }
            if (type == Integer.class) {
                return "a whole number";
            }
            if (type == BigDecimal.class) {
                return "a number";
            }
            return type == Boolean.class ? "true or false" : "an object";
        }
    }

    /** The keys of a map, which the client chooses too. */
    private static final class Key extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            if (!PlainText.isLine(key) && JsonErrors.CURRENT.isBound()) {
                JsonErrors.CURRENT.get().addWhileReading(context.getParser(), "format", PlainText.RULE);
            }
            return key;
        }
    }

    private static final class WholeNumber extends StdScalarDeserializer<Integer> {
        private WholeNumber() {
            super(Integer.class);
        }

        @Override
        public @Nullable Integer deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
                return (Integer) context.handleUnexpectedToken(Integer.class, parser);
            }
            return parser.getNumberType() == JsonParser.NumberType.INT
                    ? Integer.valueOf(parser.getIntValue())
                    : (Integer) context.handleWeirdNumberValue(Integer.class, 0, "is out of range");
        }
    }

    private static final class Decimal extends StdScalarDeserializer<BigDecimal> {
        private Decimal() {
            super(BigDecimal.class);
        }

        @Override
        public @Nullable BigDecimal deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.currentToken().isNumeric()) {
                return (BigDecimal) context.handleUnexpectedToken(BigDecimal.class, parser);
            }
            BigDecimal number = number(parser);
            return number != null
                    ? number
                    : (BigDecimal) context.handleWeirdNumberValue(BigDecimal.class, 0, "is out of range");
        }

        private static @Nullable BigDecimal number(JsonParser parser) throws IOException {
            try {
                BigDecimal number = parser.getDecimalValue();
                boolean sensible = number.precision() <= MOST_DIGITS && Math.abs((long) number.scale()) <= MOST_DIGITS;
                return sensible ? number : null;
            } catch (StreamReadException | NumberFormatException tooLarge) {
                return null;
            }
        }
    }

    private static final class TrueOrFalse extends StdScalarDeserializer<Boolean> {
        private TrueOrFalse() {
            super(Boolean.class);
        }

        @Override
        public @Nullable Boolean deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return parser.currentToken().isBoolean()
                    ? Boolean.valueOf(parser.getBooleanValue())
                    : (Boolean) context.handleUnexpectedToken(Boolean.class, parser);
        }
    }

    private static final class Id extends StdScalarDeserializer<UUID> {
        private Id() {
            super(UUID.class);
        }

        @Override
        public @Nullable UUID deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (UUID) context.handleUnexpectedToken(UUID.class, parser);
            }
            UUID id = UuidText.parse(parser.getText());
            return id != null ? id : (UUID) context.handleWeirdStringValue(UUID.class, "", UuidText.RULE);
        }
    }
}
