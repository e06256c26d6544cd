package dev.tradepost.journeys;

import static dev.tradepost.testsupport.Shop.API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.restassured.response.Response;

import dev.tradepost.kernel.Ids;
import dev.tradepost.testsupport.ApiDocument;
import dev.tradepost.testsupport.ApiDocument.Operation;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.TwoInstances;

/** Somebody has one of each thing, and others ask for it by its id: with every operation that the OpenAPI document lists, and so with a new one. */
@ExtendWith(TwoInstances.class)
public class OwnershipIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode REFUSAL = problem("access-denied", "Forbidden", 403, "Access denied");
    /** Whoever may not see it is not told that it is there. */
    private static final JsonNode NO_PRODUCT = problem("not-found", "Not Found", 404, "Product not found");

    /** What anybody may ask, and hears of a product that is not for sale. */
    private static final Map<String, JsonNode> PUBLIC = Map.of("GET /products/{productId}", NO_PRODUCT,
            "GET /products/{productId}/availability", NO_PRODUCT);

    /** What belongs to nobody. */
    private static final Set<String> SHARED = Set.of("GET /categories/{categoryId}");

    /** Where the examples of all fields make no request. */
    private static final Map<String, Map<String, Object>> BODIES = Map.of(
            "POST /products/{productId}/inventory/adjustments", Map.of("delta", 1, "reason", "Delivery 4711"));

    /** By where they are found. */
    private final Map<String, UUID> things = new LinkedHashMap<>();
    private List<Operation> operations;
    private ApiDocument document;
    private Customer owner;

    @BeforeEach
    void readTheDocument() {
        document = ApiDocument.read();
        operations = document.operations().stream()
                .filter(it -> it.path().contains("{") && !SHARED.contains(name(it))).toList();
        assertThat(operations).hasSizeGreaterThan(20);
        owner = Shop.seller();
    }

    @Test
    void P26_what_belongs_to_somebody_is_neither_shown_to_others_nor_changed_by_them() throws IOException {
        makeOneOfEach();
        Map<String, String> before = ownersView();
        for (Customer other : List.of(Shop.customer(), Shop.seller())) {
            for (Operation operation : operations) {
                JsonNode expected = operation.isSecured() ? REFUSAL : PUBLIC.get(name(operation));
                assertThat(expected).as("%s is for anybody: say in PUBLIC or SHARED what it tells of somebody's things",
                        operation).isNotNull();
                isNothingBut(expected, operation, send(operation, other));
            }
        }
        assertThat(ownersView()).isEqualTo(before);
    }

    @Test
    void P29_what_nobody_has_is_not_found_by_anybody() {
        String admin = Shop.adminToken();
        assertThat(document.operations().stream().filter(it -> it.path().contains("{")))
                .allSatisfy(operation -> {
                    Response answer = operation.request().header("Authorization", "Bearer " + admin)
                            .body(operation.takesJson() ? body(operation) : "")
                            .request(operation.method(), operation.address());
                    assertThat(answer.statusCode()).as("%s: %s", operation, answer.asString()).isEqualTo(404);
                });
    }

    private void makeOneOfEach() {
        UUID category = Shop.category();
        UUID product = id(owner.request().body(Shop.productBody(category, "5.00", 3)).post(API + "/products"), 201,
                "data.id");
        UUID order = owner.order("tok_approved", product, 1);
        Eventually.becomes(owner, order, "PROCESSING/PAID");
        step(order, Map.of("status", "SHIPPED", "trackingNumber", "1Z999AA10123456784"));
        step(order, Map.of("status", "DELIVERED")); // so that the stream of its events ends
        owner.request().delete(API + "/products/" + product).then().statusCode(200);
        things.put("/orders/{orderId}", order);
        things.put("/products/{productId}", product);
        things.put("/categories/{categoryId}", category);
        things.put("/users/me/addresses/{addressId}", owner.addressId());
        things.put("/users/me/sessions/{sessionId}", id(owner.request().get(API + "/users/me/sessions"), 200,
                "data.sessions[0].sessionId"));
        things.put("/users/{userId}", owner.userId());
        things.put("/jobs/{jobId}", endedJob());
        things.put("/admin/dead-letters/{id}", Ids.next()); // nobody's: administrators see to them
    }

    private void step(UUID order, Map<String, String> status) {
        owner.request().body(status).patch(API + "/orders/" + order + "/status").then().statusCode(200);
    }

    /** One that has an error to tell. */
    private UUID endedJob() {
        byte[] file = "sku,name,price\n?,Lamp,free\n".getBytes(StandardCharsets.UTF_8);
        UUID job = id(owner.request().contentType("text/csv").body(file).post(API + "/products/import"), 202,
                "data.jobId");
        Eventually.holds(() -> owner.request().get(API + "/jobs/" + job).then().body("data.rowsFailed", equalTo(1)));
        return job;
    }

    /** All that the owner reads by these ids, while the session lasts. */
    private Map<String, String> ownersView() {
        Map<String, String> view = new LinkedHashMap<>();
        for (Operation operation : operations) {
            if (operation.method().equals("GET") && operation.isSecured()
                    && (operation.roles().isEmpty() || operation.roles().contains("seller"))) {
                view.put(name(operation), send(operation, owner).then().statusCode(200).extract().asString());
            }
        }
        assertThat(view).hasSizeGreaterThan(9).doesNotContainValue("");
        return view;
    }

    private Response send(Operation operation, Customer caller) {
        return operation.request().header("Authorization", "Bearer " + caller.token())
                .body(operation.takesJson() ? body(operation) : "")
                .request(operation.method(), address(operation));
    }

    private static JsonNode problem(String type, String title, int status, String detail) {
        return JsonNodeFactory.instance.objectNode().put("type", "urn:tradepost:problem:" + type).put("title", title)
                .put("status", status).put("code", type.replace('-', '_')).put("detail", detail).put("success", false)
                .put("message", detail);
    }

    private static void isNothingBut(JsonNode expected, Operation operation, Response answer) throws IOException {
        String body = answer.asString();
        assertThat(answer.statusCode()).as("%s: %s (400 asks for a better body, in BODIES)", operation, body)
                .isEqualTo(expected.path("status").intValue());
        ObjectNode problem = (ObjectNode) JSON.readTree(body);
        problem.remove(List.of("instance", "traceId")); // what was asked, and when
        assertThat(problem).as(operation.toString()).isEqualTo(expected);
        assertThat(answer.header("ETag")).as(operation.toString()).isNull();
    }

    private String address(Operation operation) {
        String path = operation.path();
        for (Map.Entry<String, UUID> thing : things.entrySet()) {
            String place = API + thing.getKey();
            if (path.startsWith(place)) {
                path = API + thing.getKey().replaceFirst("\\{.*}", thing.getValue().toString())
                        + path.substring(place.length());
            }
        }
        assertThat(path).as("%s asks for something that the owner does not have: add it to makeOneOfEach", operation)
                .doesNotContain("{");
        return path;
    }

    /** All fields as the document shows them. */
    private Map<String, Object> body(Operation operation) {
        if (BODIES.containsKey(name(operation))) {
            return BODIES.get(name(operation));
        }
        String schema = operation.node().path("requestBody").path("content").path(operation.bodyType()).path("schema")
                .path("$ref").textValue();
        Map<String, Object> body = new HashMap<>();
        document.schema(schema.substring(schema.lastIndexOf('/') + 1)).path("properties")
                .forEachEntry((name, field) -> {
                    if (field.has("examples")) {
                        body.put(name, field.path("examples").get(0));
                    }
                });
        return body;
    }

    private static String name(Operation operation) {
        return operation.method() + " " + operation.path().substring(API.length());
    }

    private static UUID id(Response answer, int status, String path) {
        return UUID.fromString(answer.then().statusCode(status).extract().path(path));
    }
}
