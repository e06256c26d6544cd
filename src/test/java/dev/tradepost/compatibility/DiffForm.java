package dev.tradepost.compatibility;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An OpenAPI document in the form that openapi-diff compares well. It reads types as OpenAPI 3.0 writes them, and it misses a field that an
 * answer no longer has unless the field was required. So types become those of 3.0, and answers get schemas of their own, in which all
 * fields are required.
 */
final class DiffForm {

    private static final String SCHEMAS = "#/components/schemas/";
    private static final String OF_ANSWERS = ".answer";

    private DiffForm() {}

    static JsonNode form(JsonNode document) {
        ObjectNode result = document.deepCopy();
        result.put("openapi", "3.0.3");
        JsonNode components = result.path("components");
        if (components.path("schemas") instanceof ObjectNode schemas) {
            schemas.deepCopy().properties().forEach(schema -> {
                asAnswer(schema.getValue());
                schemas.set(schema.getKey() + OF_ANSWERS, schema.getValue());
            });
        }
        asAnswer(components.path("responses"));
        result.path("paths").forEach(path -> path.forEach(operation -> asAnswer(operation.path("responses"))));
        withOldTypes(result);
        return result;
    }

    private static void asAnswer(JsonNode node) {
        if (node instanceof ObjectNode object) {
            String reference = object.path("$ref").asText();
            if (reference.startsWith(SCHEMAS)) {
                object.put("$ref", reference + OF_ANSWERS);
            }
            if (object.path("properties") instanceof ObjectNode fields && !fields.isEmpty()) {
                ArrayNode required = object.putArray("required");
                fields.fieldNames().forEachRemaining(required::add);
            }
        }
        node.forEach(DiffForm::asAnswer);
    }

    private static void withOldTypes(JsonNode node) {
        if (node instanceof ObjectNode schema) {
            if (schema.path("type") instanceof ArrayNode types) {
                List<String> others = new ArrayList<>();
                types.forEach(type -> others.add(type.asText()));
                schema.put("nullable", others.remove("null"));
                schema.put("type", others.getFirst());
                schema.remove("anyOf"); // says it once more, for a reference
            }
            if (schema.path("anyOf").path(1).path("type").asText().equals("null")) {
                schema.setAll((ObjectNode) schema.remove("anyOf").get(0)); // Leftovers looks after the null
            }
            if (schema.path("exclusiveMinimum").isNumber()) {
                schema.set("minimum", schema.get("exclusiveMinimum"));
                schema.put("exclusiveMinimum", true);
            }
        }
        node.forEach(DiffForm::withOldTypes);
    }
}
