package dev.tradepost.testsupport;

import static io.restassured.RestAssured.given;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import io.restassured.config.JsonConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.config.JsonPathConfig.NumberReturnType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** A shop with somebody in it, seen from outside: everything goes through the HTTP API. */
public final class Shop {

    public static final String API = "/api/v1";
    public static final String PASSWORD = "Correct-Horse-1!";
    private static final String ADMIN_EMAIL = "admin@tradepost.example";
    private static final AtomicReference<String> LAST_ADMIN_TOKEN = new AtomicReference<>();
    private static final String ADMIN_PASSWORD = "Admin-Passw0rd!";

    /** Money is compared exactly. */
    private static final RestAssuredConfig EXACT = RestAssuredConfig.config()
            .jsonConfig(JsonConfig.jsonConfig().numberReturnType(NumberReturnType.BIG_DECIMAL));

    private Shop() {}

    /** Somebody who is signed in and has an address. */
    public record Customer(UUID userId, String email, String token, UUID addressId) {

        public RequestSpecification request() {
            return Shop.request(token);
        }

        /** Orders and returns the answer, whatever it is. */
        public Response order(String paymentToken, Map<UUID, Integer> quantities) {
            return request().body(orderBody(addressId, paymentToken, quantities)).post(API + "/orders");
        }

        /** Orders one product and returns the order's id. */
        public UUID order(String paymentToken, UUID productId, int quantity) {
            return UUID.fromString(order(paymentToken, Map.of(productId, quantity)).then().statusCode(201).extract()
                    .path("data.orderId"));
        }

        /** How many they have placed. */
        public long orders() {
            return Database.count("select count(*) from orders.orders where user_id = ?", userId);
        }

        public Response readOrder(UUID orderId) {
            return request().get(API + "/orders/" + orderId);
        }

        /** {@code status/paymentStatus} */
        public String state(UUID orderId) {
            var order = readOrder(orderId).then().statusCode(200).extract();
            return order.path("data.status") + "/" + order.path("data.paymentStatus");
        }
    }

    public static Customer customer() {
        String email = uniqueEmail();
        UUID userId = register(email);
        String token = signIn(email, PASSWORD);
        UUID addressId = UUID.fromString(request(token).body(addressBody()).post(API + "/users/me/addresses").then()
                .statusCode(201).extract().path("data.addressId"));
        return new Customer(userId, email, token, addressId);
    }

    /** A customer who sells. */
    public static Customer seller() {
        Customer customer = customer();
        request(adminToken()).body(Map.of("role", "seller")).patch(API + "/users/" + customer.userId()).then()
                .statusCode(200);
        return new Customer(customer.userId(), customer.email(), signIn(customer.email(), PASSWORD),
                customer.addressId());
    }

    /** The last one for as long as it is good: a sign-in costs what bcrypt costs. */
    public static String adminToken() {
        String token = LAST_ADMIN_TOKEN.get();
        if (token == null || request(token).get(API + "/users/me").statusCode() != 200) {
            token = signIn(ADMIN_EMAIL, ADMIN_PASSWORD);
            LAST_ADMIN_TOKEN.set(token);
        }
        return token;
    }

    public static UUID register(String email) {
        return UUID.fromString(request().body(registration(email)).post(API + "/users/register").then()
                .statusCode(201).extract().path("data.userId"));
    }

    public static String signIn(String email, String password) {
        return request().body(Map.of("email", email, "password", password)).post(API + "/users/login").then()
                .statusCode(200).extract().path("data.token");
    }

    /** What a sign-in gives. */
    public record Tokens(String access, String refresh) {}

    public static Tokens tokens(String email, String password) {
        var answer = request().body(Map.of("email", email, "password", password)).post(API + "/users/login").then()
                .statusCode(200).extract();
        return new Tokens(answer.path("data.token"), answer.path("data.refreshToken"));
    }

    /** Registers an address and signs in. */
    public static Tokens signInAs(String email) {
        register(email);
        return tokens(email, PASSWORD);
    }

    public static UUID userId(Tokens tokens) {
        return UUID.fromString(
                request(tokens.access()).get(API + "/users/me").then().statusCode(200).extract().path("data.userId"));
    }

    public static UUID category() {
        return category(unique("category"), null);
    }

    public static UUID category(String slug, UUID parentId) {
        Map<String, Object> body = new HashMap<>(Map.of("name", "Category " + slug, "slug", slug));
        if (parentId != null) {
            body.put("parentId", parentId);
        }
        return UUID.fromString(request(adminToken()).body(body).post(API + "/categories").then().statusCode(201)
                .extract().path("data.id"));
    }

    public static UUID product(String price, int stock) {
        return UUID.fromString(request(adminToken()).body(productBody(category(), price, stock))
                .post(API + "/products").then().statusCode(201).extract().path("data.id"));
    }

    public static Response readProduct(UUID productId) {
        return request().get(API + "/products/" + productId);
    }

    public static int available(UUID productId) {
        return new BigDecimal(
                readProduct(productId).then().statusCode(200).extract().path("data.inventory.quantity").toString())
                .intValueExact();
    }

    public static RequestSpecification request() {
        return given().config(EXACT).contentType(ContentType.JSON).accept(ContentType.JSON);
    }

    public static RequestSpecification request(String token) {
        return request().header("Authorization", "Bearer " + token);
    }

    public static Map<String, Object> registration(String email) {
        return new HashMap<>(
                Map.of("email", email, "password", PASSWORD, "firstName", "Robin", "lastName", "Wayfarer"));
    }

    public static Map<String, Object> addressBody() {
        return new HashMap<>(Map.of("addressType", "shipping", "street", "12 Harbour Lane", "city", "Portland", "state",
                "ME", "postalCode", "04101", "country", "US"));
    }

    public static Map<String, Object> productBody(UUID categoryId, String price, int stock) {
        return new HashMap<>(Map.of("name", "Thing " + unique("x"), "sku", unique("SKU"), "price",
                new BigDecimal(price), "categoryId", categoryId, "initialStock", stock));
    }

    public static Map<String, Object> orderBody(UUID addressId, String paymentToken, Map<UUID, Integer> quantities) {
        List<Map<String, Object>> items = quantities.entrySet().stream()
                .map(entry -> Map.<String, Object>of("productId", entry.getKey(), "quantity", entry.getValue()))
                .toList();
        Map<String, Object> body = new HashMap<>(Map.of("items", items, "shippingAddressId", addressId,
                "billingAddressId", addressId, "paymentMethod", "credit_card"));
        if (paymentToken != null) {
            body.put("paymentToken", paymentToken);
        }
        return body;
    }

    public static String uniqueEmail() {
        return unique("someone") + "@example.com";
    }

    /** Unique, so that tests may run in any order and side by side. */
    public static String unique(String prefix) {
        return prefix + "-" + UUID.randomUUID();
    }
}
