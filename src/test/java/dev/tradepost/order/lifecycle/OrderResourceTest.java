package dev.tradepost.order.lifecycle;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.math.BigDecimal;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

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
    void P8_the_database_itself_refuses_to_work_on_an_unpaid_order() {
        Customer customer = Shop.customer();
        UUID order = customer.order("tok_declined", Shop.product("5.00", 10), 1);
        Eventually.becomes(customer, order, "CANCELLED/FAILED");
        assertThatThrownBy(
                () -> Database.update("update orders.orders set status = 'SHIPPED' where id = ?", order))
                .hasMessageContaining("orders_paid_before_work");
    }
}
