package dev.tradepost.testsupport;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** A JSON schema, compiled: as much of the language as our document uses. Fields that a schema with fields does not name are wrong. */
final class Shape {

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Shape ANYTHING = new Shape();

    private final Set<String> types = new HashSet<>();
    private final Set<JsonNode> words = new HashSet<>();
    private final Map<String, Shape> fields = new HashMap<>();
    private final Set<String> required = new HashSet<>();
    private JsonNode limits = MissingNode.getInstance();
    private List<Shape> choices = List.of();
    private @Nullable Pattern pattern;
    private @Nullable Shape reference;
    private @Nullable Shape items;
    private @Nullable Shape others;

    private Shape() {}

    /** Schemas of one document, which may refer to each other and to themselves. */
    static final class Compiler {

        private final JsonNode document;
        private final Map<String, Shape> named = new HashMap<>();

        Compiler(JsonNode document) {
            this.document = document;
        }

        /** What a reference stands for. */
        JsonNode resolved(JsonNode node) {
            String reference = node.path("$ref").asText();
            return reference.isEmpty() ? node : resolved(document.at(reference.substring(1)));
        }

        Shape of(JsonNode schema) {
            if (schema.isEmpty()) {
                return ANYTHING;
            }
            Shape shape = new Shape();
            fill(shape, schema);
            return shape;
        }

        private Shape at(String reference) {
            Shape known = named.get(reference);
            if (known == null) {
                known = new Shape();
                named.put(reference, known);
                fill(known, document.at(reference.substring(1)));
            }
            return known;
        }

        private void fill(Shape shape, JsonNode schema) {
            if (schema.has("$ref")) {
                shape.reference = at(schema.path("$ref").asText());
            }
            JsonNode type = schema.path("type");
            Stream.concat(type.isTextual() ? Stream.of(type) : Stream.empty(), type.valueStream())
                    .forEach(each -> shape.types.add(each.asText()));
            schema.path("enum").forEach(shape.words::add);
            schema.path("required").forEach(field -> shape.required.add(field.asText()));
            schema.path("properties").properties()
                    .forEach(field -> shape.fields.put(field.getKey(), of(field.getValue())));
            shape.choices = schema.path("anyOf").valueStream().map(this::of).toList();
            shape.limits = schema;
            shape.pattern = schema.has("pattern") ? Pattern.compile(schema.path("pattern").asText()) : null;
            shape.items = schema.has("items") ? of(schema.path("items")) : null;
            shape.others = schema.path("additionalProperties").isObject()
                    ? of(schema.path("additionalProperties"))
                    : null;
        }
    }

    /** @param wrong where everything goes that is wrong with the value */
    void check(JsonNode value, String where, List<String> wrong) {
        if (reference != null) {
            reference.check(value, where, wrong);
        }
        if (!types.isEmpty() && types.stream().noneMatch(type -> is(type, value))) {
            wrong.add("%s is %s and no %s".formatted(where, value, types));
        }
        if (!words.isEmpty() && !words.contains(value)) {
            wrong.add("%s is %s and none of %s".formatted(where, value, words));
        }
        if (!choices.isEmpty() && choices.stream().noneMatch(choice -> choice.fits(value))) {
            wrong.add("%s is %s, which fits none of its schemas".formatted(where, value));
        }
        if (value.isTextual()) {
            text(value.textValue(), where, wrong);
        } else if (value.isNumber()) {
            number(value, where, wrong);
        } else if (value.isArray() && items != null) {
            value.forEach(item -> items.check(item, where + "/-", wrong));
        } else if (value.isObject()) {
            object(value, where, wrong);
        }
    }

    private boolean fits(JsonNode value) {
        List<String> wrong = new ArrayList<>();
        check(value, "", wrong);
        return wrong.isEmpty();
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "array" -> value.isArray();
            case "null" -> value.isNull();
            default -> value.isObject();
        };
    }

    private void text(String value, String where, List<String> wrong) {
        if (pattern != null && !pattern.matcher(value).find()) {
            wrong.add("%s is %s and not like %s".formatted(where, value, pattern));
        }
        int length = value.codePointCount(0, value.length());
        if (length > limits.path("maxLength").asInt(Integer.MAX_VALUE) || length < limits.path("minLength").asInt()) {
            wrong.add("%s has %d characters".formatted(where, length));
        }
        if (!isFormatted(value, limits.path("format").asText())) {
            wrong.add("%s is %s and no %s".formatted(where, value, limits.path("format")));
        }
    }

    private static boolean isFormatted(String value, String format) {
        try {
            return switch (format) {
                case "uuid" -> UUID.matcher(value).matches();
                case "date-time" -> value.endsWith("Z") && Instant.parse(value) != null;
                case "date" -> LocalDate.parse(value) != null;
                default -> true;
            };
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    private void number(JsonNode value, String where, List<String> wrong) {
        boolean tooGreat = limits.has("maximum") && value.decimalValue().compareTo(limits.path("maximum")
                .decimalValue()) > 0;
        boolean tooSmall = limits.has("minimum") && value.decimalValue().compareTo(limits.path("minimum")
                .decimalValue()) < 0;
        if (tooGreat || tooSmall || (limits.path("format").asText().equals("int32") && !value.canConvertToInt())) {
            wrong.add("%s is %s".formatted(where, value));
        }
    }

    private void object(JsonNode value, String where, List<String> wrong) {
        required.stream().filter(field -> !value.has(field)).forEach(field -> wrong.add(where + "/" + field
                + " is missing"));
        value.properties().forEach(field -> {
            String name = where + "/" + field.getKey();
            Shape shape = fields.getOrDefault(field.getKey(), others);
            if (shape != null) {
                shape.check(field.getValue(), name, wrong);
            } else if (!fields.isEmpty()) {
                wrong.add(name + " is not in the document");
            }
        });
    }
}
