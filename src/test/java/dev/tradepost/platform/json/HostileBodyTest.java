package dev.tradepost.platform.json;

import static dev.tradepost.testsupport.Shop.API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.startsWith;

import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

/** Bodies just below the size limit that are made to cost much. What they cost is measured by {@code deploy/bench/hostile-bodies}. */
@QuarkusTest
class HostileBodyTest {

    @Inject
    ObjectMapper json;

    @Test
    void P28_names_that_a_client_makes_up_do_not_stay_in_memory() {
        assertThat(json.getFactory().isEnabled(JsonFactory.Feature.INTERN_FIELD_NAMES)).isFalse();
    }

    @Test
    void P28_of_endless_broken_fields_a_hundred_are_named() {
        String fields = IntStream.range(0, 75_000).mapToObj(i -> "\"f" + i + "\":1").collect(Collectors.joining(","));
        Shop.request().body("{" + fields + "}").post(API + "/users/login").then().statusCode(400)
                .body("errors", hasSize(100)).body("errors.code", everyItem(startsWith("unknown_field")));
    }

    @Test
    void P28_a_list_is_read_no_further_than_one_item_beyond_its_limit() {
        Customer customer = Shop.customer();
        String items = "{},".repeat(200_000) + "{}";
        order(customer, items).then().statusCode(400).body("errors.size()", lessThanOrEqualTo(100))
                .body("errors.pointer", hasItem("/items"));
    }

    @Test
    void P28_what_comes_after_a_list_that_is_too_long_is_read() {
        Customer customer = Shop.customer();
        String item = "{\"productId\":\"" + UUID.randomUUID() + "\",\"quantity\":1}";
        order(customer, (item + ",").repeat(3_000) + item + "],\"surprise\":7,\"other\":[1").then().statusCode(400)
                .body("errors.pointer", hasItems("/items", "/surprise", "/other"));
    }

    @Test
    void P28_a_map_is_read_no_further_than_one_entry_beyond_its_limit() {
        String entries = IntStream.range(0, 50_000).mapToObj(i -> "\"n" + i + "\":7").collect(Collectors.joining(","));
        Shop.request(Shop.adminToken()).body("{\"specifications\":{" + entries + "}}").post(API + "/products").then()
                .statusCode(400).body("errors.size()", lessThanOrEqualTo(100))
                .body("errors.pointer", hasItem("/specifications/n0"));
    }

    @Test
    void P28_a_text_of_a_megabyte_is_refused_by_the_rule_of_its_field() {
        String admin = Shop.adminToken();
        Shop.request(admin).body("{\"name\":\"Things\",\"slug\":\"" + "a-".repeat(450_000) + "a\"}")
                .post(API + "/categories").then().statusCode(400).body("errors.pointer", hasItem("/slug"));
        Shop.request(admin).body("{\"name\":\"" + " ".repeat(900_000) + "\"}").post(API + "/categories").then()
                .statusCode(400).body("errors.pointer", hasItem("/name"));
    }

    private static Response order(Customer customer, String items) {
        return customer.request().body("{\"shippingAddressId\":\"" + customer.addressId() + "\",\"billingAddressId\":\""
                + customer.addressId() + "\",\"paymentMethod\":\"paypal\",\"items\":[" + items + "]}")
                .post(API + "/orders");
    }
}
