package dev.tradepost.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** The application under test, with somebody in it; {@link Instance#shop()} is that of another process. */
public final class Shop {

    public static final String API = "/api/v1";
    public static final String PASSWORD = "Correct-Horse-1!";

    /** The test framework says there where the application listens that it has started. */
    private static final Storefront HERE = new Storefront(() -> RestAssured.port);

    private Shop() {}

    /** What a sign-in gives. */
    public record Tokens(String access, String refresh) {}

    /** Somebody who is signed in and has an address. */
    public record Customer(Storefront shop, UUID userId, String email, String token, UUID addressId) {

        public RequestSpecification request() {
            return shop.request(token);
        }

        /** Orders and returns the answer, whatever it is. */
        public Response order(@Nullable String paymentToken, Map<UUID, Integer> quantities) {
            return request().body(orderBody(addressId, paymentToken, quantities)).post(API + "/orders");
        }

        /** Orders one product and returns the order's id. */
        public UUID order(@Nullable String paymentToken, UUID productId, int quantity) {
            return shop.place(token, orderBody(addressId, paymentToken, Map.of(productId, quantity)));
        }

        /** Has proved that the address is theirs, without the way through the mail. Only such an address gets mails about orders. */
        public Customer verified() {
            verify(email);
            return this;
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
            return shop.state(token, orderId);
        }
    }

    public static Customer customer() {
        return HERE.customer();
    }

    public static Customer seller() {
        return HERE.seller();
    }

    public static String adminToken() {
        return HERE.adminToken();
    }

    public static UUID register(String email) {
        return HERE.register(email);
    }

    /** Marks an address as one whose owner has proved that it is theirs. */
    public static void verify(String email) {
        assertThat(Database.update("update users.users set is_verified = true where email = ?", email))
                .as("accounts of " + email).isOne();
    }

    public static String signIn(String email, String password) {
        return HERE.signIn(email, password);
    }

    public static Tokens tokens(String email, String password) {
        return HERE.tokens(email, password);
    }

    public static Tokens signInAs(String email) {
        return HERE.signInAs(email);
    }

    public static UUID userId(Tokens tokens) {
        return HERE.userId(tokens);
    }

    /** A category of its own, for tests that look at all of its products. */
    public static UUID category() {
        return category(unique("category"), null);
    }

    public static UUID category(String slug, @Nullable UUID parentId) {
        return HERE.category(slug, parentId);
    }

    public static UUID product(String price, int stock) {
        return HERE.product(price, stock);
    }

    public static Response readProduct(UUID productId) {
        return request().get(API + "/products/" + productId);
    }

    public static int available(UUID productId) {
        return HERE.available(productId);
    }

    public static RequestSpecification request() {
        return HERE.request();
    }

    public static RequestSpecification request(String token) {
        return HERE.request(token);
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
