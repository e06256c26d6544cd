package dev.tradepost.fuzz;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Bodies that fit a schema, nearly fit it, or are nothing of the kind. */
final class FuzzedBody {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 6;

    private final JsonNode document;
    private final Known known;
    private final RandomGenerator random;

    FuzzedBody(JsonNode document, Known known, RandomGenerator random) {
        this.document = document;
        this.known = known;
        this.random = random;
    }

    byte[] of(JsonNode schema) {
        return switch (random.nextInt(20)) {
            case 0 -> new byte[0];
            case 1 -> bytes(random.nextInt(200));
            case 2 -> text("[".repeat(random.nextInt(1, 12_000)));
            case 3 -> text("{\"a\":".repeat(random.nextInt(1, 12_000)));
            case 4 -> text(anything(0).toString());
            case 5 -> cut(text(value(schema, "", 0).toString()));
            case 6 -> spoilt(text(value(schema, "", 0).toString()));
            case 7 -> wide();
            case 8 -> text("sku,name,price,category\n" + Hostile.text(random) + ",x,1,y\n\"" + Hostile.text(random));
            default -> text(value(schema, "", 0).toString());
        };
    }

    /** As its schema says, most of the time. */
    private JsonNode value(JsonNode unresolved, String name, int depth) {
        JsonNode schema = resolved(unresolved);
        if (depth > DEEPEST || random.nextInt(14) == 0) {
            return anything(depth);
        }
        String type = type(schema);
        return switch (type) {
            case "object" -> object(schema, depth);
            case "array" -> list(schema, depth);
            case "integer" -> IntNode.valueOf(random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(1, 4));
            case "number" -> DecimalNode.valueOf(BigDecimal.valueOf(random.nextInt(1, 10_000), 2));
            case "boolean" -> BooleanNode.valueOf(random.nextBoolean());
            case "null" -> NullNode.getInstance();
            default -> TextNode.valueOf(word(schema, name));
        };
    }

    private String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            return type.path(random.nextInt(type.size())).asText();
        }
        return type.asText(schema.has("properties") ? "object" : "string");
    }

    private JsonNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        schema.path("properties").properties().forEach(field -> {
            if (random.nextInt(6) > 0) {
                object.set(field.getKey(), value(field.getValue(), field.getKey(), depth + 1));
            }
        });
        if (random.nextInt(15) == 0) {
            object.set(Hostile.text(random), anything(depth + 1));
        }
        if (schema.path("additionalProperties").isObject()) {
            for (int i = random.nextInt(4); i > 0; i--) {
                object.set(Hostile.text(random), value(schema.path("additionalProperties"), "", depth + 1));
            }
        }
        return object;
    }

    private JsonNode list(JsonNode schema, int depth) {
        ArrayNode list = JSON.arrayNode();
        int length = random.nextInt(40) == 0 ? random.nextInt(3_000) : random.nextInt(4);
        for (int i = 0; i < length; i++) {
            list.add(value(schema.path("items"), "", depth + 1));
        }
        return list;
    }

    /** What exists, what the document shows, one of the words; or what hurts. */
    private String word(JsonNode schema, String name) {
        List<String> words = new ArrayList<>();
        schema.path("enum").forEach(word -> words.add(word.asText()));
        schema.path("examples").forEach(word -> words.add(word.asText()));
        if (schema.path("pattern").asText().matches("[a-z_|]+")) {
            words.addAll(Arrays.asList(schema.path("pattern").asText().split("\\|", -1)));
        }
        words.addAll(known.of(name));
        return words.isEmpty() || random.nextInt(4) == 0 ? Hostile.longText(random) : Hostile.one(random, words);
    }

    private JsonNode anything(int depth) {
        return switch (random.nextInt(depth > DEEPEST ? 9 : 11)) {
            case 0 -> NullNode.getInstance();
            case 1 -> BooleanNode.valueOf(random.nextBoolean());
            case 2 -> IntNode.valueOf(random.nextInt());
            case 3 -> LongNode.valueOf(random.nextLong());
            case 4 -> DoubleNode.valueOf(random.nextDouble() * 1e300);
            case 5 -> BigIntegerNode.valueOf(BigInteger.TEN.pow(random.nextInt(1, 400)));
            case 6 -> DecimalNode.valueOf(new BigDecimal("1e" + random.nextInt(-400, 400)));
            case 7, 8 -> TextNode.valueOf(Hostile.longText(random));
            case 9 -> {
                ArrayNode list = JSON.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(anything(depth + 1));
                }
                yield list;
            }
            default -> JSON.objectNode().set(Hostile.text(random), anything(depth + 1));
        };
    }

    private byte[] wide() {
        StringBuilder body = new StringBuilder("{");
        for (int i = random.nextInt(2_000); i > 0; i--) {
            body.append("\"f").append(random.nextInt()).append("\":1,");
        }
        return text(body.append("\"z\":0}").toString());
    }

    private byte[] cut(byte[] body) {
        return Arrays.copyOf(body, random.nextInt(body.length + 1));
    }

    private byte[] spoilt(byte[] body) {
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        return body;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.isEmpty() ? schema : resolved(document.at(reference.substring(1)));
    }
}
