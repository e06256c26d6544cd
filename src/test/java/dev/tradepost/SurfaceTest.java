package dev.tradepost;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;

import dev.tradepost.testsupport.Shop;

/** What holds for every operation that the OpenAPI document lists, and so for a new one from its first day. */
@QuarkusTest
public class SurfaceTest {

    private static final String UNKNOWN_ID = "01900000-0000-7000-8000-000000000000";

    @TestHTTPResource(value = "/", management = true)
    protected URI management;

    private final List<Operation> operations = new ArrayList<>();

    /**
     * @param roles who may; empty where every signed-in user may
     * @param bodyType media type of what is sent; empty where nothing is
     */
    private record Operation(String method, String path, boolean secured, List<String> roles, String bodyType) {
        RequestSpecification request() {
            // Some answer with a file or a stream and have no JSON; they refuse all the same.
            RequestSpecification request = given().accept("application/json, */*;q=0.1");
            return bodyType.isEmpty() ? request : request.contentType(bodyType);
        }

        /** Whether it takes JSON; files have tests of their own. */
        boolean hasBody() {
            return bodyType.equals("application/json");
        }

        String address() {
            return path.replaceAll("\\{[^}]+}", UNKNOWN_ID);
        }
    }

    @BeforeEach
    void readTheDocument() {
        Map<String, Map<String, Map<String, Object>>> paths = given().accept(ContentType.JSON).get("/openapi").then()
                .statusCode(200).extract().path("paths");
        paths.forEach((path, methods) -> methods.forEach((method, operation) -> {
            if (path.startsWith(Shop.API)) {
                operations.add(new Operation(method.toUpperCase(Locale.ROOT), path,
                        operation.containsKey("security"), roles(operation), bodyType(operation)));
            }
        }));
        assertThat(operations).hasSizeGreaterThan(10);
    }

    @Test
    void P26_nobody_gets_past_a_secured_operation_without_a_token() {
        assertThat(operations.stream().filter(Operation::secured)).isNotEmpty()
                .allSatisfy(operation -> assertThat(operation.request().body(operation.hasBody() ? "{}" : "")
                        .request(operation.method(), operation.address()).statusCode()).as(operation.toString())
                        .isEqualTo(401));
    }

    @SuppressWarnings("unchecked") // as the OpenAPI specification has it
    private static String bodyType(Map<String, Object> operation) {
        var body = (Map<String, Map<String, Object>>) operation.getOrDefault("requestBody", Map.of());
        return body.getOrDefault("content", Map.of()).keySet().stream().findFirst().orElse("");
    }

    @SuppressWarnings("unchecked") // as the OpenAPI specification has it
    private static List<String> roles(Map<String, Object> operation) {
        var security = (List<Map<String, List<String>>>) operation.getOrDefault("security", List.of());
        return security.stream().flatMap(scheme -> scheme.values().stream()).flatMap(List::stream).toList();
    }

    @Test
    void P26_no_customer_gets_into_an_operation_for_staff() {
        Shop.Customer customer = Shop.customer();
        assertThat(operations.stream().filter(operation -> !operation.roles().isEmpty())).hasSizeGreaterThan(5)
                .allSatisfy(operation -> assertThat(operation.request().header("Authorization",
                        "Bearer " + customer.token()).body(operation.hasBody() ? "{}" : "")
                        .request(operation.method(), operation.address()).statusCode()).as(operation.toString())
                        .isEqualTo(403));
    }

    @Test
    void every_operation_on_users_shows_an_example_of_each_field_and_says_how_it_fails() {
        var document = given().accept(ContentType.JSON).get("/openapi").then().extract().jsonPath();
        Map<String, Map<String, Map<String, Map<String, Object>>>> schemas = document.getMap("components.schemas");
        for (String name : List.of("RegisterRequest", "ProfileChange", "ChangePasswordRequest", "EmailRequest",
                "ResetPasswordRequest", "VerifyEmailRequest", "LoginRequest", "RefreshRequest", "EraseRequest",
                "AddressRequest", "AccountChange", "Registered", "Profile", "Account", "AccountSummary", "AddressView",
                "SessionView")) {
            assertThat(schemas.get(name).get("properties")).as(name).isNotEmpty()
                    .allSatisfy((field, schema) -> assertThat(schema.keySet()).as(field)
                            .containsAnyOf("examples", "$ref"));
        }
        assertThat(operations.stream().filter(operation -> operation.path().startsWith(Shop.API + "/users"))
                .map(operation -> operation.method() + " " + operation.path().substring(Shop.API.length())))
                .containsExactlyInAnyOrder("POST /users/register", "POST /users/login", "POST /users/refresh",
                        "POST /users/logout", "GET /users/me", "PATCH /users/me", "DELETE /users/me",
                        "GET /users/me/export", "POST /users/me/password", "GET /users/me/sessions",
                        "DELETE /users/me/sessions", "DELETE /users/me/sessions/{sessionId}",
                        "POST /users/verify-email", "POST /users/verify-email/resend", "POST /users/password-reset",
                        "POST /users/password-reset/confirm", "GET /users/me/addresses", "POST /users/me/addresses",
                        "GET /users/me/addresses/{addressId}", "PUT /users/me/addresses/{addressId}",
                        "DELETE /users/me/addresses/{addressId}", "GET /users", "GET /users/{userId}",
                        "PATCH /users/{userId}");
        assertThat(operations).allSatisfy(operation -> {
            Map<String, Object> answers = document.getMap(
                    "paths.'" + operation.path() + "'." + operation.method().toLowerCase(Locale.ROOT) + ".responses");
            assertThat(answers).containsKeys("429", "500", "503");
            if (operation.secured()) {
                assertThat(answers).containsKeys("401", "403");
            }
            if (operation.hasBody()) {
                assertThat(answers).containsKeys("400", "413", "415");
            }
        });
    }

    @Test
    void P27_no_operation_takes_a_field_that_it_does_not_have() {
        String admin = Shop.adminToken();
        String body = "{\"surprise\":1,\"userId\":\"x\",\"id\":\"x\",\"version\":1,\"createdAt\":null}";
        assertThat(operations.stream().filter(Operation::hasBody)).isNotEmpty()
                .allSatisfy(operation -> assertThat(operation.request().header("Authorization", "Bearer " + admin)
                        .body(body).request(operation.method(), operation.address()).then().statusCode(400).extract()
                        .jsonPath().getList("errors.findAll { it.code == 'unknown_field' }.pointer", String.class))
                        .as(operation.toString()).contains("/surprise", "/userId", "/id", "/version", "/createdAt"));
    }

    @Test
    void P28_no_body_makes_a_server_error() {
        String admin = Shop.adminToken();
        List<String> bodies = List.of("", "{", "[]", "null", "7", "\"x\"", "{\"a\":1}", "[".repeat(5000),
                "{\"\\u0000\":1}");
        assertThat(operations.stream().filter(Operation::hasBody)).isNotEmpty()
                .allSatisfy(operation -> assertThat(bodies).allSatisfy(body -> {
                    HttpResponse<String> answer = send(operation, admin, body);
                    assertThat(answer.statusCode()).as("%s with %.20s", operation, body).isEqualTo(400);
                    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                }));
    }

    /** Past REST-assured, which takes a second to look at a body of thousands of brackets. */
    private static HttpResponse<String> send(Operation operation, String token, String body)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest
                    .newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + operation.address()))
                    .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
                    .method(operation.method(), HttpRequest.BodyPublishers.ofString(body)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void every_operation_declares_how_it_fails() {
        var document = given().accept(ContentType.JSON).get("/openapi").then();
        assertThat(operations).allSatisfy(operation -> document.body(
                "paths.'" + operation.path() + "'." + operation.method().toLowerCase(Locale.ROOT)
                        + ".responses.default.$ref",
                equalTo("#/components/responses/Problem")));
    }

    @Test
    void what_creates_something_declares_201() {
        given().accept(ContentType.JSON).get("/openapi").then()
                .body("paths.'/api/v1/orders'.post.responses.'201'.content", notNullValue())
                .body("paths.'/api/v1/orders'.post.responses.'200'", nullValue())
                .body("paths.'/api/v1/users/login'.post.responses.'200'.content", notNullValue());
    }

    @Test
    void health_and_metrics_are_on_the_management_port_only() {
        for (String path : List.of("health", "health/live", "ready", "metrics")) {
            given().get(management + path).then().statusCode(200);
            given().get("/" + path).then().statusCode(404);
        }
        given().get(management + "openapi").then().statusCode(404);
        given().get("/docs/").then().statusCode(200);
    }

    @Test
    void an_answer_that_is_personal_is_kept_by_nobody_and_a_public_one_for_seconds() {
        Shop.customer().request().get(Shop.API + "/users/me").then().header("Cache-Control", "no-store");
        given().get(Shop.API + "/products").then().header("Cache-Control", "public, max-age=5");
        Shop.customer().request().get(Shop.API + "/products").then().header("Cache-Control", "no-store");
    }
}
