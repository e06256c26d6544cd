package dev.tradepost.catalog.inventory;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.catalog.api.Inventory.Demand;
import dev.tradepost.kernel.Ids;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class StockResourceTest {

    @Inject
    Inventory inventory;

    @Test
    void anybody_may_check_availability() {
        UUID product = Shop.product("5.00", 10);
        reserve(product, 3);
        available(product, "").then().statusCode(200).body("data.available", equalTo(7))
                .body("data.inStock", equalTo(true));
        available(product, "?quantity=7").then().body("data.inStock", equalTo(true));
        available(product, "?quantity=8").then().body("data.available", equalTo(7))
                .body("data.inStock", equalTo(false));
        for (String broken : List.of("?quantity=0", "?quantity=-1", "?quantity=1000001", "?quantity=x", "?amount=1",
                "?quantity=99999999999999999999999")) {
            available(product, broken).then().statusCode(400);
        }
        available(UUID.randomUUID(), "").then().statusCode(404);
        Database.update("update catalog.products set is_active = false where id = ?", product);
        available(product, "").then().statusCode(404);
    }

    @Test
    void the_stock_of_a_product_is_for_its_seller_and_administrators() {
        Shop.Customer seller = Shop.seller();
        UUID product = productOf(seller, 4);
        String stock = API + "/products/" + product + "/inventory";
        for (String token : List.of(seller.token(), Shop.adminToken())) {
            request(token).get(stock).then().statusCode(200).body("data.quantity", equalTo(4))
                    .body("data.reservedQuantity", equalTo(0)).body("data.available", equalTo(4))
                    .body("data.warehouseLocation", nullValue()).body("data.lastRestocked", notNullValue());
        }
        Shop.Customer other = Shop.seller();
        for (String path : List.of(stock, stock + "/adjustments")) {
            other.request().get(path).then().statusCode(403).body("code", equalTo("access_denied"));
        }
        other.request().body(Map.of("delta", 1, "reason", "Mine now")).post(stock + "/adjustments").then()
                .statusCode(403);
        other.request().get(API + "/products/" + UUID.randomUUID() + "/inventory").then().statusCode(404);
        Shop.customer().request().get(stock).then().statusCode(403);
        request().get(stock).then().statusCode(401);
    }

    @Test
    void an_adjustment_changes_the_stock_and_is_listed() {
        Shop.Customer seller = Shop.seller();
        UUID product = productOf(seller, 4);
        String adjustments = API + "/products/" + product + "/inventory/adjustments";
        seller.request().body(Map.of("delta", 6, "reason", "Delivery", "warehouseLocation", "A-12"))
                .post(adjustments).then().statusCode(201).body("data.quantity", equalTo(10))
                .body("data.available", equalTo(10)).body("data.warehouseLocation", equalTo("A-12"));
        Instant restocked = restocked(product);
        seller.request().body(Map.of("quantity", 7, "reason", "Counted")).post(adjustments).then().statusCode(201)
                .body("data.quantity", equalTo(7)).body("data.warehouseLocation", equalTo("A-12"));
        seller.request().body(Map.of("quantity", 7, "reason", "Counted again")).post(adjustments).then()
                .statusCode(201);
        assertThat(restocked(product)).isEqualTo(restocked);
        seller.request().queryParam("limit", 3).get(adjustments).then().statusCode(200)
                .body("data.adjustments.delta", equalTo(List.of(0, -3, 6)))
                .body("data.adjustments.quantityAfter", equalTo(List.of(7, 7, 10)))
                .body("data.adjustments[0].reason", equalTo("Counted again"))
                .body("data.adjustments[0].madeBy", equalTo(seller.userId().toString()))
                .body("data.pagination.totalItems.intValue()", equalTo(4));
        assertThat(Database.count("select count(*) from platform.audit_events where subject_id = ? and action = ?",
                product.toString(), "stock.adjusted")).isEqualTo(3);
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    @Test
    void an_adjustment_is_either_a_difference_or_a_count() {
        UUID product = Shop.product("5.00", 1);
        for (Map<String, Object> broken : List.<Map<String, Object>>of(Map.of("reason", "x"),
                Map.of("delta", 1, "quantity", 1, "reason", "x"), Map.of("delta", 0, "reason", "x"),
                Map.of("delta", 1), Map.of("delta", 1, "reason", "  "), Map.of("delta", 1, "reason", "x".repeat(256)),
                Map.of("quantity", -1, "reason", "x"), Map.of("quantity", 1_000_000_001, "reason", "x"),
                Map.of("delta", 1_000_000_001, "reason", "x"), Map.of("delta", 3_000_000_000L, "reason", "x"),
                Map.of("delta", "1", "reason", "x"))) {
            adjust(product, broken).then().statusCode(400);
        }
        adjust(UUID.randomUUID(), Map.of("delta", 1, "reason", "x")).then().statusCode(404);
    }

    @Test
    void a_stock_has_an_upper_limit() {
        UUID product = Shop.product("5.00", 1);
        adjust(product, Map.of("delta", 1_000_000_000, "reason", "x")).then().statusCode(409).body("code",
                equalTo("too_much_stock"));
        adjust(product, Map.of("quantity", 1_000_000_000, "reason", "x")).then().statusCode(201);
        adjust(product, Map.of("delta", 1_000_000_000, "reason", "x")).then().statusCode(409);
        adjust(product, Map.of("delta", -1_000_000_000, "reason", "x")).then().statusCode(201);
        adjust(product, Map.of("delta", -1, "reason", "x")).then().statusCode(409).body("code",
                equalTo("below_reserved"));
    }

    @Test
    void P2_nothing_that_is_reserved_can_be_taken_away() {
        UUID product = Shop.product("5.00", 10);
        reserve(product, 4);
        for (Map<String, Object> tooMuch : List.<Map<String, Object>>of(Map.of("delta", -7, "reason", "x"),
                Map.of("quantity", 3, "reason", "x"))) {
            adjust(product, tooMuch).then().statusCode(409).body("code", equalTo("below_reserved"));
        }
        adjust(product, Map.of("quantity", 4, "reason", "x")).then().statusCode(201).body("data.available",
                equalTo(0));
    }

    @Test
    void P1_counts_and_differences_and_reservations_at_the_same_time_add_up() throws Exception {
        UUID product = Shop.product("5.00", 100);
        List<Callable<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int counted = 60 + i;
            all.add(() -> adjust(product, Map.of("quantity", counted, "reason", "count")).statusCode());
            all.add(() -> adjust(product, Map.of("delta", 5, "reason", "more")).statusCode());
            all.add(() -> adjust(product, Map.of("delta", -5, "reason", "less")).statusCode());
            all.add(() -> {
                UUID order = reserve(product, 1);
                QuarkusTransaction.requiringNew().run(() -> inventory.commit(Set.of(order)));
                return 201;
            });
        }
        assertThat(Together.run(all)).containsOnly(201);
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
        // An adjustment to a counted quantity ends at exactly that quantity.
        assertThat(Database.query(Integer.class,
                "select quantity_after from catalog.inventory_adjustments where product_id = ? and reason = 'count'",
                product)).containsExactlyInAnyOrder(60, 61, 62, 63, 64, 65, 66, 67, 68, 69);
    }

    @Test
    void P2_adjustments_and_buyers_at_the_same_time_never_take_what_is_reserved() throws Exception {
        UUID product = Shop.product("5.00", 20);
        List<Callable<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(() -> adjust(product, Map.of("delta", -1, "reason", "broken")).statusCode());
            all.add(() -> {
                try {
                    reserve(product, 1);
                    return 201;
                } catch (dev.tradepost.catalog.api.InsufficientStock tooLittle) {
                    return 409;
                }
            });
        }
        List<Integer> answers = Together.run(all);
        assertThat(answers).containsOnly(201, 409);
        assertThat(answers.stream().filter(answer -> answer == 201)).hasSize(20);
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
    }

    private UUID reserve(UUID product, int pieces) {
        UUID order = Ids.next();
        QuarkusTransaction.requiringNew().run(() -> inventory
                .reserve(Map.of(order, List.of(new Demand(product, pieces))), Instant.now().plusSeconds(900)));
        return order;
    }

    private static Response available(UUID product, String query) {
        return request().get(API + "/products/" + product + "/availability" + query);
    }

    private static Response adjust(UUID product, Map<String, Object> body) {
        return request(Shop.adminToken()).body(body).post(API + "/products/" + product + "/inventory/adjustments");
    }

    private static Instant restocked(UUID product) {
        return Instant.parse(request(Shop.adminToken()).get(API + "/products/" + product + "/inventory").then()
                .extract().path("data.lastRestocked"));
    }

    private static UUID productOf(Shop.Customer seller, int stock) {
        return UUID.fromString(seller.request().body(Shop.productBody(Shop.category(), "5.00", stock))
                .post(API + "/products").then().statusCode(201).extract().path("data.id"));
    }
}
