package dev.tradepost.compatibility;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

/** The breaks that openapi-diff 2.1.7 misses, in what both documents have. */
final class Leftovers {

    private final JsonNode released;
    private final JsonNode current;
    private final Set<String> found = new LinkedHashSet<>();
    /** Schemas may contain themselves. */
    private final Set<Pair> compared = new HashSet<>();

    private record Pair(boolean inRequest, JsonNode before, JsonNode now) {}

    private Leftovers(JsonNode released, JsonNode current) {
        this.released = released;
        this.current = current;
    }

    static Set<String> between(JsonNode released, JsonNode current) {
        Leftovers leftovers = new Leftovers(released, current);
        released.path("paths").properties().forEach(path -> path.getValue().properties().forEach(method -> {
            JsonNode now = current.path("paths").path(path.getKey()).path(method.getKey());
            leftovers.operations(method.getKey() + " " + path.getKey(), method.getValue(), now);
        }));
        return leftovers.found;
    }

    private void operations(String where, JsonNode before, JsonNode now) {
        if (before.path("security").isEmpty() && !now.path("security").isEmpty()) {
            found.add(where + " needs a sign-in");
        }
        before.path("parameters").forEach(any -> now.path("parameters").forEach(anyNow -> {
            JsonNode parameter = resolved(released, any);
            JsonNode same = resolved(current, anyNow);
            if (same.path("name").equals(parameter.path("name")) && same.path("in").equals(parameter.path("in"))) {
                requests(where + " " + parameter.path("name").asText(), parameter.path("schema"), same.path("schema"));
            }
        }));
        before.path("requestBody").path("content").properties().forEach(content -> requests(where + " request",
                content.getValue().path("schema"),
                now.path("requestBody").path("content").path(content.getKey()).path("schema")));
        before.path("responses").properties().forEach(answer -> {
            JsonNode answerNow = resolved(current, now.path("responses").path(answer.getKey()));
            resolved(released, answer.getValue()).path("content").properties()
                    .forEach(content -> answers(where + " " + answer.getKey(), content.getValue().path("schema"),
                            answerNow.path("content").path(content.getKey()).path("schema")));
        });
    }

    private void requests(String where, JsonNode anyBefore, JsonNode anyNow) {
        JsonNode before = resolved(released, anyBefore);
        JsonNode now = resolved(current, anyNow);
        if (now.isMissingNode() || !compared.add(new Pair(true, before, now))) {
            return;
        }
        if (acceptsNull(before) && !acceptsNull(now)) {
            found.add(where + " is not null any more");
        }
        if (!before.has("enum") && now.has("enum")) {
            found.add(where + " is one of " + now.path("enum"));
        }
        if (now.path("minLength").asInt() > before.path("minLength").asInt()) {
            found.add(where + " has at least so many characters: " + now.path("minLength"));
        }
        before.path("properties").properties().forEach(field -> {
            String name = where + "/" + field.getKey();
            if (!now.path("properties").has(field.getKey())) {
                found.add(name + " is an unknown field");
            }
            requests(name, field.getValue(), now.path("properties").path(field.getKey()));
        });
        requests(where + "/-", before.path("items"), now.path("items"));
        requests(where + "/*", before.path("additionalProperties"), now.path("additionalProperties"));
    }

    private void answers(String where, JsonNode anyBefore, JsonNode anyNow) {
        JsonNode before = resolved(released, anyBefore);
        JsonNode now = resolved(current, anyNow);
        if (now.isMissingNode() || !compared.add(new Pair(false, before, now))) {
            return;
        }
        if (!acceptsNull(before) && acceptsNull(now)) {
            found.add(where + " may be null");
        }
        before.path("required").forEach(field -> {
            if (!contains(now.path("required"), field.asText())) {
                found.add(where + "/" + field.asText() + " is not always there any more");
            }
        });
        before.path("properties").properties().forEach(field -> answers(where + "/" + field.getKey(),
                field.getValue(), now.path("properties").path(field.getKey())));
        answers(where + "/-", before.path("items"), now.path("items"));
        answers(where + "/*", before.path("additionalProperties"), now.path("additionalProperties"));
    }

    private static boolean acceptsNull(JsonNode schema) {
        return contains(schema.path("type"), "null") || StreamSupport.stream(schema.path("anyOf").spliterator(), false)
                .anyMatch(it -> it.path("type").asText().equals("null"));
    }

    private static boolean contains(JsonNode list, String word) {
        return StreamSupport.stream(list.spliterator(), false).anyMatch(it -> it.asText().equals(word));
    }

    private static JsonNode resolved(JsonNode document, JsonNode node) {
        String reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : resolved(document, document.at(reference.substring(1)));
    }
}
