package dev.tradepost.testsupport;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.restassured.config.JsonConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.config.JsonPathConfig.NumberReturnType;
import io.restassured.specification.RequestSpecification;

import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Shop.Tokens;

/** One running application, seen from outside: everything goes through its HTTP API. */
public final class Storefront {

    private static final String ADMIN_EMAIL = "admin@tradepost.example";
    /** Not that of development, which production refuses. */
    public static final String ADMIN_PASSWORD = "Tester-Passw0rd!";

    /** Money is compared exactly. */
    private static final RestAssuredConfig EXACT = RestAssuredConfig.config()
            .jsonConfig(JsonConfig.jsonConfig().numberReturnType(NumberReturnType.BIG_DECIMAL));

    private static final QuickPaths QUICK_PATHS = new QuickPaths();

    private final IntSupplier port;
    /** By port: an application that starts again may have other keys. */
    private final Map<Integer, String> adminTokens = new ConcurrentHashMap<>();
    private final Map<Integer, UUID> categories = new ConcurrentHashMap<>();

    /** @param port of the API; asked for each request, because the application under test changes with its profile */
    Storefront(IntSupplier port) {
        this.port = port;
    }

    /** For assertions with REST Assured. */
    public RequestSpecification request() {
        return given().filter(QUICK_PATHS).port(port.getAsInt()).config(EXACT).contentType(ContentType.JSON)
                .accept(ContentType.JSON);
    }

    public RequestSpecification request(String token) {
        return request().header("Authorization", "Bearer " + token);
    }

    public Customer customer() {
        String email = Shop.uniqueEmail();
        UUID userId = register(email);
        String token = signIn(email, Shop.PASSWORD);
        UUID addressId = id(post(token, "/users/me/addresses", Shop.addressBody()).data(201), "addressId");
        return new Customer(this, userId, email, token, addressId);
    }

    /** A customer who sells. */
    public Customer seller() {
        Customer customer = customer();
        send("PATCH", adminToken(), "/users/" + customer.userId(), Map.of("role", "seller")).data(200);
        return new Customer(this, customer.userId(), customer.email(), signIn(customer.email(), Shop.PASSWORD),
                customer.addressId());
    }

    /** The last one for as long as it is good: a sign-in costs what bcrypt costs. */
    public String adminToken() {
        String token = adminTokens.get(port.getAsInt());
        if (token == null || get(token, "/users/me").status() != 200) {
            token = signIn(ADMIN_EMAIL, ADMIN_PASSWORD);
            adminTokens.put(port.getAsInt(), token);
        }
        return token;
    }

    public UUID register(String email) {
        return id(post(null, "/users/register", Shop.registration(email)).data(201), "userId");
    }

    public String signIn(String email, String password) {
        return tokens(email, password).access();
    }

    public Tokens tokens(String email, String password) {
        JsonNode data = post(null, "/users/login", Map.of("email", email, "password", password)).data(200);
        return new Tokens(data.path("token").textValue(), data.path("refreshToken").textValue());
    }

    /** Registers an address and signs in. */
    public Tokens signInAs(String email) {
        register(email);
        return tokens(email, Shop.PASSWORD);
    }

    public UUID userId(Tokens tokens) {
        return id(get(tokens.access(), "/users/me").data(200), "userId");
    }

    public UUID category(String slug, @Nullable UUID parentId) {
        Map<String, Object> body = new HashMap<>(Map.of("name", "Category " + slug, "slug", slug));
        if (parentId != null) {
            body.put("parentId", parentId);
        }
        return id(post(adminToken(), "/categories", body).data(201), "id");
    }

    /** In a category that all such products share. */
    public UUID product(String price, int stock) {
        UUID category = categories.computeIfAbsent(port.getAsInt(), _ -> category(Shop.unique("category"), null));
        return id(post(adminToken(), "/products", Shop.productBody(category, price, stock)).data(201), "id");
    }

    public int available(UUID productId) {
        JsonNode quantity = get(null, "/products/" + productId).data(200).path("inventory").path("quantity");
        assertThat(quantity.isInt()).as("a quantity: %s", quantity).isTrue();
        return quantity.intValue();
    }

    UUID place(String token, Map<String, Object> order) {
        return id(post(token, "/orders", order).data(201), "orderId");
    }

    String state(String token, UUID orderId) {
        JsonNode order = get(token, "/orders/" + orderId).data(200);
        return order.path("status").textValue() + "/" + order.path("paymentStatus").textValue();
    }

    private static UUID id(JsonNode data, String field) {
        return UUID.fromString(data.path(field).textValue());
    }

    private Wire.Answer get(@Nullable String token, String path) {
        return send("GET", token, path, null);
    }

    private Wire.Answer post(@Nullable String token, String path, Object body) {
        return send("POST", token, path, body);
    }

    private Wire.Answer send(String method, @Nullable String token, String path, @Nullable Object body) {
        return Wire.send(port.getAsInt(), method, Shop.API + path, token, body);
    }
}
