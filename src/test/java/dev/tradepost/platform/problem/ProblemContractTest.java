package dev.tradepost.platform.problem;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.registration;
import static dev.tradepost.testsupport.Shop.request;
import static dev.tradepost.testsupport.Shop.uniqueEmail;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

import dev.tradepost.platform.http.Envelope;
import dev.tradepost.testsupport.Shop;

/** Every failure has the shape of API.md, "Envelope", wherever it arises. */
@QuarkusTest
class ProblemContractTest {

    @Test
    void a_success_is_wrapped() {
        request().get(API + "/categories").then().statusCode(200).body("success", equalTo(true))
                .body("data.categories", not(nullValue()));
    }

    @ParameterizedTest
    @CsvSource({"GET,/nowhere,404,not_found", "GET,/api/v1/nowhere,404,not_found",
            "DELETE,/api/v1/products,405,method_not_allowed", "GET,/api/v1/users/me,401,unauthenticated",
            "GET,/api/v1/products/01a202c8-638c-78b9-bcef-b3ba76120600,404,not_found",
            "GET,/api/v1/products/not-an-id,400,validation_failed",
            "GET,/api/v1/products?page=0,400,validation_failed"})
    void every_failure_is_a_problem(String method, String path, int status, String code) {
        isProblem(given().request(method, path).then(), status, code).body("instance",
                equalTo(path.replaceFirst("\\?.*", "")));
    }

    @Test
    void a_wrong_media_type_is_415_and_an_unacceptable_one_406() {
        for (String type : List.of("*/*", "application/*", "application/x-ndjson", "application/octet-stream")) {
            isProblem(given().contentType(type).body("{\"nobody\":\"knows\"}".getBytes(StandardCharsets.UTF_8))
                    .post(API + "/users/login").then(), 415, "unsupported_media_type");
        }
        isProblem(given().contentType("text/plain").body("hello").post(API + "/users/login").then(), 415,
                "unsupported_media_type");
        isProblem(given().accept("image/png").get(API + "/categories").then(), 406, "not_acceptable");
    }

    @Test
    void P28_a_body_over_the_limit_is_413() {
        String padding = "x".repeat(2 * 1024 * 1024);
        isProblem(request().body("{\"email\":\"" + padding + "\"}").post(API + "/users/login").then(), 413,
                "content_too_large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nonsense", "{\"email\":\"a\"} trailing", "{\"email\":1e}",
            "{\"email\":\"a\",\"email\":\"b\",\"password\":\"c\"}", "\u0000"})
    void P28_an_unreadable_body_is_malformed_json(String body) {
        isProblem(request().body(body).post(API + "/users/login").then(), 400, "malformed_json");
    }

    @Test
    void P28_ten_thousand_levels_are_refused() {
        isProblem(request().body("[".repeat(10_000)).post(API + "/users/login").then(), 400, null);
        isProblem(request().body("{\"email\":".repeat(10_000)).post(API + "/users/login").then(), 400, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\u001b[31m\"", "7", "true", "[]", "{}",
            "null"})
    void P28_a_text_that_is_no_plain_text_is_named(String value) {
        isProblem(request().body("{\"email\":" + value + ",\"password\":\"x\"}").post(API + "/users/login").then(),
                400, "validation_failed").body("errors.pointer", hasItem("/email"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "1e1000000000", "-1", "0", "0.001", "\"9.99\"", "true", "null", "1e-400",
            "99999999999"})
    void P28_a_number_that_is_no_price_is_named(String price) {
        String body = "{\"name\":\"Lamp\",\"sku\":\"X\",\"categoryId\":\"01a202c8-638c-78b9-bcef-b3ba76120600\",\"price\":"
                + price + "}";
        isProblem(request(Shop.adminToken()).body(body).post(API + "/products").then(), 400, "validation_failed")
                .body("errors.pointer", containsInAnyOrder("/price"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"page=2147483648", "page=-1", "page=1.5", "page=x", "limit=0", "limit=101",
            "page=501&limit=20", "minPrice=x", "maxPrice=-1", "minPrice=1e400", "inStock=maybe", "sort=magic",
            "minPrice=5&maxPrice=4", "search=a%00b"})
    void P28_a_bad_query_value_is_400(String query) {
        isProblem(given().urlEncodingEnabled(false).get(API + "/products?" + query).then(), 400, "validation_failed");
    }

    @Test
    void all_broken_query_values_are_named_at_once() {
        given().get(API + "/products?page=x&limit=y&minPrice=z&sort=q").then().statusCode(400).body("errors.pointer",
                containsInAnyOrder("/page", "/limit", "/minPrice", "/sort"));
    }

    @Test
    void all_broken_fields_are_named_at_once_whatever_is_wrong_with_them() {
        String body = """
                {"email": "nobody", "password": "short", "firstName": 7, "phone": "call me", "role": "admin"}""";
        isProblem(request().body(body).post(API + "/users/register").then(), 400, "validation_failed")
                .body("errors.pointer",
                        containsInAnyOrder("/email", "/password", "/firstName", "/lastName", "/phone", "/role"))
                .body("errors.code", hasItems("email", "strong_password", "type", "required", "pattern",
                        "unknown_field"))
                .body("detail", equalTo("6 fields are invalid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"role", "id", "userId", "status", "isVerified", "isActive", "version", "createdAt"})
    void P27_fields_that_are_not_the_clients_to_set_are_refused(String field) {
        Map<String, Object> body = registration(uniqueEmail());
        body.put(field, "admin");
        isProblem(request().body(body).post(API + "/users/register").then(), 400, "unknown_field")
                .body("errors.pointer", containsInAnyOrder("/" + field));
    }

    @Test
    void the_request_id_comes_back_when_it_is_harmless_and_is_made_otherwise() {
        given().header("X-Request-Id", "order-42").get("/nowhere").then().header("X-Request-Id", "order-42");
        given().header("X-Request-Id", "two words").get("/nowhere").then().header("X-Request-Id",
                matchesPattern("[0-9a-f]{32}"));
        given().get(API + "/categories").then().header("X-Request-Id", matchesPattern("[0-9a-f]{32}"));
    }

    @Test
    void the_trace_of_the_client_is_continued() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        given().header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01").get(API + "/nowhere").then()
                .header("X-Trace-Id", trace).body("traceId", equalTo(trace));
    }

    @Test
    void a_name_is_stored_as_it_was_given() {
        Map<String, Object> body = registration(uniqueEmail());
        body.put("firstName", "Zoë <b>& \"Co\"");
        request().contentType("application/json; charset=UTF-8")
                .body(("{\"email\":\"" + body.get("email") + "\",\"password\":\"" + Shop.PASSWORD
                        + "\",\"lastName\":\"O'Neil\",\"firstName\":\"Zoë <b>& \\\"Co\\\"\"}")
                        .getBytes(StandardCharsets.UTF_8))
                .post(API + "/users/register").then().statusCode(201)
                .body("data.firstName", equalTo("Zoë <b>& \"Co\"")).body("data.lastName", equalTo("O'Neil"));
    }

    private static ValidatableResponse isProblem(ValidatableResponse answer, int status, String code) {
        answer.statusCode(status).contentType("application/problem+json").body("status", equalTo(status))
                .body("success", equalTo(false)).body("message", not(nullValue()))
                .body("title", not(nullValue())).body("traceId", matchesPattern("[0-9a-f]{32}"));
        if (code != null) {
            answer.body("code", equalTo(code)).body("type",
                    equalTo("urn:tradepost:problem:" + code.replace('_', '-')));
        }
        return answer;
    }
}
