package dev.tradepost.order.placement;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.orderBody;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class PlacementResourceTest {

    @Test
    void placing_an_order_answers_as_the_specification_says() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("99.99", 10);
        var answer = customer.order("tok_approved", Map.of(product, 2));
        String orderId = answer.then().statusCode(201).body("success", equalTo(true))
                .body("data.orderId", not(nullValue()))
                .body("data.orderNumber", matchesPattern("ORD-\\d{4}-\\d{3,}"))
                .body("data.status", equalTo("PENDING")).body("data.totalAmount", equalTo(new BigDecimal("199.98")))
                .body("data.currency", equalTo("USD")).body("data.items[0].productId", equalTo(product.toString()))
                .body("data.items[0].productName", not(nullValue()))
                .body("data.items[0].quantity.intValue()", equalTo(2))
                .body("data.items[0].unitPrice", equalTo(new BigDecimal("99.99")))
                .body("data.items[0].totalPrice", equalTo(new BigDecimal("199.98")))
                .body("data.createdAt", matchesPattern(".*Z")).extract().path("data.orderId");
        answer.then().header("Location", endsWith("/api/v1/orders/" + orderId));
    }

    @Test
    void the_same_product_twice_is_one_line() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        String item = "{\"productId\":\"" + product + "\",\"quantity\":2}";
        String body = "{\"items\":[" + item + "," + item + "],\"shippingAddressId\":\"" + customer.addressId()
                + "\",\"billingAddressId\":\"" + customer.addressId() + "\",\"paymentMethod\":\"paypal\"}";
        customer.request().body(body).post(API + "/orders").then().statusCode(201)
                .body("data.items.quantity*.intValue()", contains(4))
                .body("data.totalAmount", equalTo(new BigDecimal("20.00")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "1e9", "2147483648", "\"1\"", "null", "true", "1001"})
    void P7_a_quantity_that_is_none_is_refused(String quantity) {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        customer.request().body("{\"items\":[{\"productId\":\"" + product + "\",\"quantity\":" + quantity
                + "}],\"shippingAddressId\":\"" + customer.addressId() + "\",\"billingAddressId\":\""
                + customer.addressId() + "\",\"paymentMethod\":\"credit_card\"}").post(API + "/orders").then()
                .statusCode(400).body("errors.pointer", contains("/items/0/quantity"));
        assertThat(Shop.available(product)).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"totalAmount", "status", "orderNumber", "userId", "price", "paymentStatus"})
    void P7_P27_what_the_server_decides_is_not_the_clients_to_send(String field) {
        Customer customer = Shop.customer();
        Map<String, Object> body = orderBody(customer.addressId(), null, Map.of(Shop.product("5.00", 1), 1));
        body.put(field, "0.01");
        customer.request().body(body).post(API + "/orders").then().statusCode(400)
                .body("code", equalTo("unknown_field")).body("errors.pointer", contains("/" + field));
    }

    @Test
    void an_empty_or_overlong_cart_is_refused() {
        Customer customer = Shop.customer();
        customer.order(null, Map.of()).then().statusCode(400).body("errors.pointer", contains("/items"));
        Map<UUID, Integer> many = new LinkedHashMap<>();
        for (int i = 0; i < 101; i++) {
            many.put(UUID.randomUUID(), 1);
        }
        customer.order(null, many).then().statusCode(400).body("errors.pointer", contains("/items"));
    }

    @Test
    void unknown_products_and_addresses_are_all_named() {
        Customer customer = Shop.customer();
        Customer other = Shop.customer();
        UUID inactive = Shop.product("5.00", 1);
        Database.update("update catalog.products set is_active = false where id = ?", inactive);
        Map<UUID, Integer> cart = new LinkedHashMap<>();
        cart.put(Shop.product("5.00", 1), 1);
        cart.put(UUID.randomUUID(), 1);
        cart.put(inactive, 1);
        customer.request().body(orderBody(other.addressId(), null, cart)).post(API + "/orders").then()
                .statusCode(400).body("errors.pointer", containsInAnyOrder("/items/1/productId", "/items/2/productId",
                        "/shippingAddressId", "/billingAddressId"));
    }

    @Test
    void every_short_line_is_named_with_what_is_there_and_nothing_is_reserved() {
        Customer customer = Shop.customer();
        UUID plenty = Shop.product("5.00", 100);
        UUID few = Shop.product("5.00", 2);
        UUID none = Shop.product("5.00", 0);
        Map<UUID, Integer> cart = new LinkedHashMap<>();
        cart.put(plenty, 1);
        cart.put(few, 3);
        cart.put(none, 1);
        customer.order(null, cart).then().statusCode(409).body("code", equalTo("insufficient_stock"))
                .body("errors.pointer", containsInAnyOrder("/items/1/quantity", "/items/2/quantity"))
                .body("errors.message", hasItem("3 wanted, 2 available"));
        assertThat(Shop.available(plenty)).isEqualTo(100);
        assertThat(customer.orders()).isZero();
    }

    @Test
    void an_order_that_costs_more_than_an_amount_can_be_is_refused() {
        Customer customer = Shop.customer();
        customer.order(null, Map.of(Shop.product("99999999.99", 1000), 1000)).then().statusCode(400)
                .body("errors.pointer", contains("/items"));
    }

    @Test
    void an_order_keeps_what_it_was_placed_with() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID order = customer.order("tok_approved", product, 1);
        Database.update("update catalog.products set name = 'Renamed', price = 7 where id = ?", product);
        Database.update("update users.addresses set city = 'Elsewhere' where id = ?", customer.addressId());
        customer.readOrder(order).then().body("data.items[0].unitPrice", equalTo(new BigDecimal("5.00")))
                .body("data.items[0].productName", not(equalTo("Renamed")))
                .body("data.shippingAddress.city", equalTo("Portland"));
    }

    @Test
    void anonymous_callers_cannot_order() {
        request().body(orderBody(UUID.randomUUID(), null, Map.of(UUID.randomUUID(), 1))).post(API + "/orders").then()
                .statusCode(401);
    }

    @Test
    void P3_two_hundred_buyers_race_for_the_last_ten() throws Exception {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        List<Integer> statuses = Together.times(200,
                () -> customer.order("tok_approved", Map.of(product, 1)).statusCode());
        assertThat(Collections.frequency(statuses, 201)).isEqualTo(10);
        assertThat(Collections.frequency(statuses, 409)).isEqualTo(190);
        assertThat(Shop.available(product)).isZero();
        Eventually.holds(() -> assertThat(
                Database.count("select count(*) from orders.orders where user_id = ? and status = 'PROCESSING'",
                        customer.userId()))
                .isEqualTo(10));
        assertThat(Database.stockDiscrepancies(product)).isEmpty(); // P1
    }

    @Test
    void P6_carts_in_opposite_order_all_succeed() throws Exception {
        Customer customer = Shop.customer();
        UUID one = Shop.product("5.00", 1000);
        UUID other = Shop.product("5.00", 1000);
        List<Callable<Integer>> carts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Map<UUID, Integer> cart = new LinkedHashMap<>();
            cart.put(i % 2 == 0 ? one : other, 1);
            cart.put(i % 2 == 0 ? other : one, 1);
            carts.add(() -> customer.order("tok_declined", cart).statusCode());
        }
        assertThat(Together.run(carts)).containsOnly(201);
    }

    @Test
    void order_numbers_are_unique_under_load() throws Exception {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 100);
        List<String> numbers = Together.times(40, () -> customer.order(null, Map.of(product, 1)).then()
                .statusCode(201).extract().path("data.orderNumber"));
        assertThat(numbers).doesNotHaveDuplicates();
    }

    @Test
    void P5_every_order_has_its_lines_its_reservation_and_its_event() throws Exception {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 5);
        Together.times(10, () -> customer.order("tok_approved", Map.of(product, 1)).statusCode());
        assertThat(Database.count("""
                select count(*) from orders.orders o
                 where o.user_id = ?
                   and exists (select 1 from orders.order_items i where i.order_id = o.id)
                   and exists (select 1 from catalog.reservations r where r.order_id = o.id)
                   and exists (select 1 from platform.outbox_events e where e.aggregate_id = o.id)""",
                customer.userId())).isEqualTo(5);
        assertThat(Database.count("""
                select count(*) from catalog.reservations r
                 where r.product_id = ? and not exists (select 1 from orders.orders o where o.id = r.order_id)""",
                product)).isZero();
    }
}
