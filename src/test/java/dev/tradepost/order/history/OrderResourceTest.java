package dev.tradepost.order.history;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.math.BigDecimal;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

@QuarkusTest
class OrderResourceTest {

    @Test
    void an_order_reads_as_the_specification_says() {
        Customer customer = Shop.customer();
        UUID order = customer.order("tok_approved", Shop.product("5.00", 10), 2);
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        customer.readOrder(order).then().statusCode(200).body("data.orderId", equalTo(order.toString()))
                .body("data.totalAmount", equalTo(new BigDecimal("10.00"))).body("data.items", hasSize(1))
                .body("data.shippingAddress.street", equalTo("12 Harbour Lane"))
                .body("data.billingAddress.postalCode", equalTo("04101"))
                .body("data.paymentMethod", equalTo("credit_card")).body("data.trackingNumber", nullValue())
                .body("data.history.status", contains("PENDING", "CONFIRMED", "PROCESSING"))
                .body("data.history.by", contains(customer.userId().toString(), "payment", "inventory"))
                .body("data.updatedAt", not(nullValue())).body("data.paymentToken", nullValue());
    }

    @Test
    void P26_somebody_elses_order_is_403_and_an_administrator_sees_it() {
        Customer owner = Shop.customer();
        UUID order = owner.order("tok_declined", Shop.product("5.00", 10), 1);
        Shop.customer().readOrder(order).then().statusCode(403).body("code", equalTo("access_denied")).body("data",
                nullValue());
        Shop.seller().readOrder(order).then().statusCode(403);
        request().get(API + "/orders/" + order).then().statusCode(401);
        request(Shop.adminToken()).get(API + "/orders/" + order).then().statusCode(200);
    }

    @Test
    void an_order_that_does_not_exist_is_404() {
        Shop.customer().readOrder(UUID.randomUUID()).then().statusCode(404);
    }

    @Test
    void the_history_is_the_callers_own_newest_first_and_in_pages() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID first = customer.order("tok_declined", product, 1);
        UUID second = customer.order("tok_declined", product, 2);
        UUID third = customer.order("tok_declined", product, 3);
        customer.request().get(API + "/orders?limit=2").then().statusCode(200)
                .body("data.orders.orderId", contains(third.toString(), second.toString()))
                .body("data.orders[0].totalAmount", equalTo(new BigDecimal("15.00")))
                .body("data.orders[0].itemCount.intValue()", equalTo(1))
                .body("data.pagination.totalItems.intValue()", equalTo(3))
                .body("data.pagination.totalPages.intValue()", equalTo(2));
        customer.request().get(API + "/orders?limit=2&page=2").then().body("data.orders.orderId",
                contains(first.toString()));
        Shop.customer().request().get(API + "/orders").then().body("data.orders", hasSize(0));
        request().get(API + "/orders").then().statusCode(401);
    }

    @Test
    void a_history_is_narrowed_by_state_and_time_and_walked_by_cursor() {
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        UUID first = customer.order("tok_declined", product, 1);
        UUID second = customer.order("tok_approved", product, 1);
        UUID third = customer.order("tok_declined", product, 1);
        Eventually.becomes(customer, first, "CANCELLED/FAILED");
        Eventually.becomes(customer, second, "PROCESSING/PAID");
        Eventually.becomes(customer, third, "CANCELLED/FAILED");
        Database.update("update orders.orders set created_at = '2020-05-06 00:00:00Z' where id = ?", first);
        list(customer, "?status=CANCELLED").body("data.orders.orderId", contains(third.toString(), first.toString()));
        list(customer, "?from=2020-05-06&to=2020-05-07").body("data.orders.orderId", contains(first.toString()));
        list(customer, "?to=2020-05-06").body("data.orders", hasSize(0));
        list(customer, "?from=2020-05-06T00:00:01Z").body("data.orders.orderId",
                contains(third.toString(), second.toString()));
        String next = list(customer, "?limit=2").body("data.orders.orderId",
                contains(third.toString(), second.toString())).extract().path("data.pagination.nextCursor");
        list(customer, "?limit=2&cursor=" + next).body("data.orders.orderId", contains(first.toString()))
                .body("data.pagination.currentPage.intValue()", equalTo(2))
                .body("data.pagination.nextCursor", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"status=LOST", "from=yesterday", "to=2026-02-30", "from=1969-12-31", "cursor=bm9uZQ",
            "cursor=b3JkZXJzfDF8MXwwMTkwMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDA", "userId=me", "limit=101"})
    void a_filter_that_is_none_is_named(String query) {
        Shop.customer().request().get(API + "/orders?" + query).then().statusCode(400).body("errors.pointer",
                contains("/" + query.substring(0, query.indexOf('='))));
    }

    @Test
    void P26_administrators_list_the_orders_of_others_and_nobody_else_does() {
        Customer customer = Shop.customer();
        UUID order = customer.order("tok_declined", Shop.product("5.00", 10), 1);
        String ofCustomer = API + "/orders?userId=" + customer.userId();
        Shop.customer().request().get(ofCustomer).then().statusCode(403);
        customer.request().get(ofCustomer).then().statusCode(200).body("data.orders.orderId",
                contains(order.toString()));
        request(Shop.adminToken()).get(ofCustomer).then().statusCode(200)
                .body("data.orders.orderId", contains(order.toString()))
                .body("data.orders.userId", contains(customer.userId().toString()));
        request(Shop.adminToken()).get(API + "/orders?limit=100").then().statusCode(200).body("data.orders.orderId",
                hasItem(order.toString()));
    }

    private static ValidatableResponse list(Customer customer, String query) {
        return customer.request().urlEncodingEnabled(false).get(API + "/orders" + query).then().statusCode(200);
    }

    @Test
    void P8_the_database_itself_refuses_to_work_on_an_unpaid_order() {
        Customer customer = Shop.customer();
        UUID order = customer.order("tok_declined", Shop.product("5.00", 10), 1);
        Eventually.becomes(customer, order, "CANCELLED/FAILED");
        assertThatThrownBy(
                () -> Database.update("update orders.orders set status = 'SHIPPED' where id = ?", order))
                .hasMessageContaining("orders_paid_before_work");
    }
}
