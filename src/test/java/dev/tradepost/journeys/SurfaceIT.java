package dev.tradepost.journeys;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.restassured.RestAssured;
import io.restassured.response.Response;

import dev.tradepost.testsupport.ApiDocument;
import dev.tradepost.testsupport.ApiDocument.Operation;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.TwoInstances;

/** What holds for every operation that the OpenAPI document lists, and so for a new one from its first day. */
@ExtendWith(TwoInstances.class)
public class SurfaceIT {

    private final URI management = TwoInstances.one().management();

    private ApiDocument document;
    private List<Operation> operations;

    @BeforeEach
    void readTheDocument() {
        document = ApiDocument.read();
        operations = document.operations();
        assertThat(operations).hasSizeGreaterThan(10);
    }

    @Test
    void P26_nobody_gets_past_a_secured_operation_without_a_token() {
        assertThat(operations.stream().filter(Operation::isSecured)).isNotEmpty()
                .allSatisfy(operation -> assertThat(operation.request().body(operation.takesJson() ? "{}" : "")
                        .request(operation.method(), operation.address()).statusCode()).as(operation.toString())
                        .isEqualTo(401));
    }

    @Test
    void P26_no_customer_gets_into_an_operation_for_staff() {
        Shop.Customer customer = Shop.customer();
        assertThat(operations.stream().filter(operation -> !operation.roles().isEmpty())).hasSizeGreaterThan(5)
                .allSatisfy(operation -> assertThat(operation.request().header("Authorization",
                        "Bearer " + customer.token()).body(operation.takesJson() ? "{}" : "")
                        .request(operation.method(), operation.address()).statusCode()).as(operation.toString())
                        .isEqualTo(403));
    }

    @Test
    void every_operation_on_users_shows_an_example_of_each_field_and_says_how_it_fails() {
        for (String name : List.of("RegisterRequest", "ProfileChange", "ChangePasswordRequest", "EmailRequest",
                "ResetPasswordRequest", "VerifyEmailRequest", "LoginRequest", "RefreshRequest", "EraseRequest",
                "AddressRequest", "AccountChange", "Registered", "Profile", "Account", "AccountSummary", "AddressView",
                "SessionView")) {
            assertThat(document.schema(name).path("properties")).as(name).isNotEmpty()
                    .allSatisfy(field -> assertThat(field.has("examples") || field.has("$ref")).as(field.toString())
                            .isTrue());
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
            assertThat(answers(operation)).contains("429", "500", "503");
            if (operation.isSecured()) {
                assertThat(answers(operation)).contains("401");
            }
            if (!operation.roles().isEmpty()) {
                assertThat(answers(operation)).contains("403");
            }
            if (operation.takesJson()) {
                assertThat(answers(operation)).contains("400", "413", "415");
            }
        });
    }

    @Test
    void P9_an_operation_honours_an_idempotency_key_and_declares_it_or_refuses_it() {
        String admin = Shop.adminToken();
        assertThat(operations.stream().filter(Operation::takesIdempotencyKey).map(Operation::toString))
                .containsExactlyInAnyOrder("POST /api/v1/orders", "POST /api/v1/orders/{orderId}/cancel",
                        "POST /api/v1/orders/{orderId}/refunds",
                        "POST /api/v1/products/{productId}/inventory/adjustments", "POST /api/v1/users/me/addresses");
        assertThat(operations.stream().filter(Operation::changesSomething)).isNotEmpty().allSatisfy(operation -> {
            Response answer = operation.request().header("Authorization", "Bearer " + admin)
                    .header("Idempotency-Key", "x".repeat(255))
                    .body((operation.takesJson() ? "{}" : "").getBytes(StandardCharsets.UTF_8))
                    .request(operation.method(), operation.address());
            if (operation.takesIdempotencyKey()) {
                assertThat(answer.<String>path("code")).as(operation.toString()).isEqualTo("validation_failed");
            } else {
                assertThat(answer.statusCode()).as(operation.toString()).isEqualTo(400);
                assertThat(answer.<String>path("code")).as(operation.toString())
                        .isEqualTo("idempotency_not_supported");
                assertThat(operation.answers().path("400").path("description").textValue())
                        .as(operation.toString()).contains("idempotency_not_supported");
            }
        });
    }

    @Test
    void the_address_for_stripe_is_not_there_while_stripe_is_not_the_gateway() {
        given().contentType("application/json").body("{}").post(Shop.API + "/payments/webhooks/stripe").then()
                .statusCode(404);
    }

    private static List<String> answers(Operation operation) {
        List<String> answers = new ArrayList<>();
        operation.answers().fieldNames().forEachRemaining(answers::add);
        return answers;
    }

    @Test
    void P27_no_operation_takes_a_field_that_it_does_not_have() {
        String admin = Shop.adminToken();
        String body = "{\"surprise\":1,\"userId\":\"x\",\"id\":\"x\",\"version\":1,\"createdAt\":null}";
        assertThat(operations.stream().filter(Operation::takesJson)).isNotEmpty()
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
        assertThat(operations.stream().filter(Operation::takesJson)).isNotEmpty()
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
    void P29_every_operation_declares_each_status_with_which_it_fails() {
        assertThat(operations).allSatisfy(operation -> assertThat(answers(operation)).as(operation.toString())
                .contains("400", "406", "413", "429", "500", "503").doesNotContain("default"));
    }

    @Test
    void what_creates_something_declares_201() {
        assertThat(answers("POST", "/orders")).contains("201").doesNotContain("200");
        assertThat(answers("POST", "/users/login")).contains("200");
    }

    private List<String> answers(String method, String path) {
        return answers(operations.stream()
                .filter(operation -> operation.toString().equals(method + " " + Shop.API + path)).findFirst()
                .orElseThrow());
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
