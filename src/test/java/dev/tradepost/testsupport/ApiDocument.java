package dev.tradepost.testsupport;

import static io.restassured.RestAssured.given;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;

/** The OpenAPI document of what is under test, read once for each application. */
public record ApiDocument(JsonNode root, List<Operation> operations) {

    public static final String UNKNOWN_ID = "01900000-0000-7000-8000-000000000000";
    private static final Map<Integer, ApiDocument> BY_PORT = new ConcurrentHashMap<>();

    public static ApiDocument read() {
        return BY_PORT.computeIfAbsent(RestAssured.port, _ -> fetch());
    }

    private static ApiDocument fetch() {
        byte[] text = given().accept("application/json").get("/openapi").then().statusCode(200).extract()
                .asByteArray();
        try {
            JsonNode root = new ObjectMapper().readTree(text);
            List<Operation> operations = new ArrayList<>();
            root.path("paths").forEachEntry((path, methods) -> {
                if (path.startsWith(Shop.API)) {
                    methods.forEachEntry((method, node) -> operations.add(new Operation(method.toUpperCase(Locale.ROOT),
                            path, node, parameters(root, node.path("parameters")),
                            answers(root, node.path("responses")))));
                }
            });
            return new ApiDocument(root, operations);
        } catch (IOException noJson) {
            throw new IllegalStateException(noJson);
        }
    }

    private static List<JsonNode> parameters(JsonNode root, JsonNode parameters) {
        return parameters.valueStream().map(parameter -> resolved(root, parameter)).toList();
    }

    private static JsonNode answers(JsonNode root, JsonNode responses) {
        ObjectNode answers = responses.deepCopy();
        responses.forEachEntry((status, answer) -> answers.set(status, resolved(root, answer)));
        return answers;
    }

    private static JsonNode resolved(JsonNode root, JsonNode node) {
        return node.has("$ref") ? root.at(node.path("$ref").asText().substring(1)) : node;
    }

    public JsonNode schema(String name) {
        return root.path("components").path("schemas").path(name);
    }

    /** @param path with its parameters' names, such as {@code /api/v1/orders/{orderId}} */
    public record Operation(String method, String path, JsonNode node, List<JsonNode> parameters, JsonNode answers) {

        public boolean isSecured() {
            return node.has("security");
        }

        /** Who may; empty where every signed-in user may. */
        public List<String> roles() {
            List<String> roles = new ArrayList<>();
            node.path("security").forEach(schemes -> schemes.forEach(scheme -> scheme.forEach(
                    role -> roles.add(role.textValue()))));
            return roles;
        }

        /** The media type of what is sent; empty where nothing is. */
        public String bodyType() {
            List<String> types = new ArrayList<>();
            node.path("requestBody").path("content").fieldNames().forEachRemaining(types::add);
            return types.isEmpty() ? "" : types.getFirst();
        }

        /** Whether it takes JSON; files have tests of their own. */
        public boolean takesJson() {
            return bodyType().equals("application/json");
        }

        public boolean changesSomething() {
            return !method.equals("GET") && !method.equals("HEAD");
        }

        /** Whether it declares the header. */
        public boolean takesIdempotencyKey() {
            return parameters.stream()
                    .anyMatch(parameter -> parameter.path("name").asText().equals("Idempotency-Key"));
        }

        /** Where it is for an id that nothing has. */
        public String address() {
            return path.replaceAll("\\{[^}]+}", UNKNOWN_ID);
        }

        public RequestSpecification request() {
            // Some answer with a file or a stream and have no JSON; they refuse all the same.
            RequestSpecification request = given().accept("application/json, */*;q=0.1");
            return bodyType().isEmpty() ? request : request.contentType(bodyType());
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }
}
