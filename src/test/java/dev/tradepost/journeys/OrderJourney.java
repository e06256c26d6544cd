package dev.tradepost.journeys;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Mailbox;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

/** From the first visit to the mail, seen from outside only: {@link OrderJourneyIT} walks it through the packaged application. */
abstract class OrderJourney {

    @Test
    void somebody_registers_finds_two_things_orders_them_and_hears_of_it() {
        UUID lamp = Shop.product("19.99", 5);
        UUID chair = Shop.product("80.01", 5);
        Customer customer = Shop.customer().verified();
        String name = Shop.readProduct(lamp).path("data.name");
        request().queryParam("search", name).get(API + "/products").then().statusCode(200).body("data.products.id",
                contains(lamp.toString()));
        Map<UUID, Integer> cart = new LinkedHashMap<>();
        cart.put(lamp, 2);
        cart.put(chair, 1);
        var placed = customer.order("tok_approved", cart).then().statusCode(201).body("data.status",
                equalTo("PENDING")).extract();
        assertThat(placed.<Object>path("data.totalAmount")).hasToString("119.99");
        UUID order = UUID.fromString(placed.path("data.orderId"));
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        assertThat(Shop.available(lamp)).isEqualTo(3);
        String number = placed.path("data.orderNumber");
        Eventually.holds(() -> assertThat(Mailbox.aboutOrders(customer.email())).singleElement()
                .satisfies(mail -> assertThat(mail.subject()).isEqualTo("Your order " + number + " is confirmed")));
        customer.request().get(API + "/orders").then().body("data.orders.orderId", contains(order.toString()));
    }

    @Test
    void a_declined_card_cancels_the_order_and_the_stock_is_back() {
        UUID lamp = Shop.product("19.99", 5);
        Customer customer = Shop.customer().verified();
        UUID order = customer.order("tok_declined", lamp, 2);
        Eventually.becomes(customer, order, "CANCELLED/FAILED");
        Eventually.holds(() -> assertThat(Shop.available(lamp)).isEqualTo(5));
        Eventually.holds(() -> assertThat(Mailbox.aboutOrders(customer.email())).singleElement()
                .satisfies(mail -> assertThat(mail.subject()).endsWith("was cancelled")));
    }

    @Test
    void nonsense_is_refused_field_by_field() {
        Customer customer = Shop.customer();
        Map<String, Object> body = Shop.orderBody(customer.addressId(), null, Map.of(UUID.randomUUID(), 0));
        body.put("totalAmount", 1);
        customer.request().body(body).post(API + "/orders").then().statusCode(400)
                .contentType("application/problem+json").body("errors.pointer",
                        containsInAnyOrder("/items/0/quantity", "/totalAmount"))
                .body("errors.code", hasItem("unknown_field"));
    }
}
