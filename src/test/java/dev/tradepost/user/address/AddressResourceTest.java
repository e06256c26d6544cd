package dev.tradepost.user.address;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.addressBody;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class AddressResourceTest {

    private static final String ADDRESSES = API + "/users/me/addresses";
    private static final String REPLAYED = "Idempotency-Replayed";

    @Test
    void only_the_owner_sees_addresses() {
        Shop.Customer owner = Shop.customer();
        owner.request().get(ADDRESSES).then().statusCode(200).body("data.addresses", hasSize(1))
                .body("data.addresses[0].addressId", equalTo(owner.addressId().toString()))
                .body("data.addresses[0].street", equalTo("12 Harbour Lane"))
                .body("data.addresses[0].isDefault", equalTo(false));
        Shop.customer().request().get(ADDRESSES).then().body("data.addresses.addressId",
                org.hamcrest.Matchers.not(org.hamcrest.Matchers.hasItem(owner.addressId().toString())));
        request().get(ADDRESSES).then().statusCode(401);
    }

    @Test
    void there_is_one_default_of_each_type() throws Exception {
        Shop.Customer customer = Shop.customer();
        Map<String, Object> body = addressBody();
        body.put("isDefault", true);
        assertThat(Together.times(8, () -> customer.request().body(body).post(ADDRESSES).statusCode()))
                .containsOnly(201);
        body.put("addressType", "billing");
        customer.request().body(body).post(ADDRESSES).then().statusCode(201).body("data.isDefault", equalTo(true));
        assertThat(Database.query(String.class,
                "select address_type from users.addresses where user_id = ? and is_default order by 1",
                customer.userId())).containsExactly("billing", "shipping");
    }

    @Test
    void P9_an_address_that_is_sent_again_with_its_key_is_added_once() {
        Shop.Customer customer = Shop.customer();
        Map<String, Object> body = addressBody();
        String key = Shop.unique("key");
        Response first = add(customer, key, body);
        first.then().statusCode(201).header(REPLAYED, nullValue());
        assertThat(Stream.generate(() -> add(customer, key, body)).limit(3)).allSatisfy(again -> {
            again.then().statusCode(201).header(REPLAYED, "true");
            assertThat(again.asString()).isEqualTo(first.asString());
        });
        body.put("city", "Bath");
        add(customer, key, body).then().statusCode(422).body("code", equalTo("idempotency_key_reused"));
        customer.request().get(ADDRESSES).then().body("data.addresses", hasSize(2));
        add(Shop.customer(), key, body).then().statusCode(201).header(REPLAYED, nullValue());
    }

    @Test
    void P31_the_answer_that_is_kept_for_a_key_is_encrypted_and_goes_with_the_account() {
        Shop.Customer customer = Shop.customer();
        Map<String, Object> body = addressBody();
        String street = Shop.unique("7 Secret Row");
        body.put("street", street);
        add(customer, Shop.unique("key"), body).then().statusCode(201).body("data.street", equalTo(street));
        assertThat(Database.tablesWith("platform", street)).isEmpty();
        assertThat(keys(customer)).isOne();
        customer.request().body(Map.of("password", Shop.PASSWORD)).delete(API + "/users/me").then().statusCode(200);
        assertThat(keys(customer)).isZero();
    }

    private static long keys(Shop.Customer customer) {
        return Database.count("select count(*) from platform.idempotency_keys where principal = ?",
                customer.userId());
    }

    private static Response add(Shop.Customer customer, String key, Map<String, Object> body) {
        return customer.request().header("Idempotency-Key", key).body(body).post(ADDRESSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"US", "us", "USA", "Germany", "DE"})
    void a_country_is_a_code_or_an_english_name(String country) {
        Map<String, Object> body = addressBody();
        body.put("country", country);
        Shop.customer().request().body(body).post(ADDRESSES).then().statusCode(201).body("data.country",
                equalTo(country));
    }

    @Test
    void every_invalid_field_of_an_address_is_reported() {
        Shop.customer().request().body(
                "{\"addressType\":\"holiday\",\"street\":\" \",\"city\":\"Ulm\",\"state\":\"BW\",\"postalCode\":\""
                        + "1".repeat(21) + "\",\"country\":\"Atlantis\",\"userId\":\"x\"}")
                .post(ADDRESSES).then().statusCode(400).body("errors.pointer",
                        containsInAnyOrder("/addressType", "/street", "/postalCode", "/country", "/userId"));
    }

    @Test
    void an_address_book_is_limited() {
        Shop.Customer customer = Shop.customer();
        Database.update("""
                insert into users.addresses (id, user_id, address_type, street_address, city, state, postal_code, country,
                    created_at, updated_at)
                select gen_random_uuid(), ?, 'shipping', 's', 'c', 's', 'p', 'US', now(), now()
                  from generate_series(1, 99)""", customer.userId());
        customer.request().body(addressBody()).post(ADDRESSES).then().statusCode(409).body("code",
                equalTo("address_book_full"));
        customer.request().get(ADDRESSES).then().body("data.addresses.state.unique().size()",
                equalTo(2)).body("data.addresses.addressType.unique()", contains("shipping"));
    }

    @Test
    void an_address_is_read_replaced_and_removed() {
        Shop.Customer customer = Shop.customer();
        String address = ADDRESSES + "/" + customer.addressId();
        customer.request().get(address).then().statusCode(200).body("data.street", equalTo("12 Harbour Lane"));
        Map<String, Object> body = addressBody();
        body.put("street", "7 Mill Road");
        body.put("addressType", "billing");
        customer.request().body(body).put(address).then().statusCode(200).body("data.street", equalTo("7 Mill Road"))
                .body("data.addressType", equalTo("billing"));
        customer.request().body(Map.of("street", "8 Mill Road")).put(address).then().statusCode(400);
        customer.request().delete(address).then().statusCode(200);
        customer.request().get(address).then().statusCode(404);
        customer.request().delete(address).then().statusCode(404);
    }

    @Test
    void P26_somebody_elses_address_is_neither_shown_nor_changed() {
        Shop.Customer owner = Shop.customer();
        Shop.Customer other = Shop.customer();
        String address = ADDRESSES + "/" + owner.addressId();
        other.request().get(address).then().statusCode(403).body("data", org.hamcrest.Matchers.nullValue());
        other.request().body(addressBody()).put(address).then().statusCode(403);
        other.request().delete(address).then().statusCode(403);
        owner.request().get(address).then().statusCode(200).body("data.street", equalTo("12 Harbour Lane"));
    }

    @Test
    void a_stale_write_is_refused() {
        Shop.Customer customer = Shop.customer();
        String address = ADDRESSES + "/" + customer.addressId();
        String tag = customer.request().get(address).then().extract().header("ETag");
        customer.request().header("If-None-Match", tag).get(address).then().statusCode(304);
        customer.request().header("If-Match", tag).body(addressBody()).put(address).then().statusCode(200);
        customer.request().header("If-Match", tag).body(addressBody()).put(address).then().statusCode(412);
        customer.request().header("If-Match", tag).delete(address).then().statusCode(412);
    }

    @Test
    void of_concurrent_new_defaults_one_stays() throws Exception {
        Shop.Customer customer = Shop.customer();
        Map<String, Object> body = addressBody();
        java.util.List<java.util.concurrent.Callable<Integer>> tasks = new java.util.ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String id = customer.request().body(addressBody()).post(ADDRESSES).then().statusCode(201).extract()
                    .path("data.addressId");
            body.put("isDefault", true);
            tasks.add(() -> customer.request().body(body).put(ADDRESSES + "/" + id).statusCode());
        }
        assertThat(Together.run(tasks)).containsOnly(200);
        assertThat(Database.count("select count(*) from users.addresses where user_id = ? and is_default",
                customer.userId())).isOne();
    }

    @Test
    void P31_a_street_is_sealed_in_the_address_book_and_in_orders() {
        Shop.Customer customer = Shop.customer();
        java.util.UUID order = customer.order("tok_approved", Shop.product("5.00", 1), 1);
        assertThat(Database.query(String.class, """
                select street_address from users.addresses where user_id = ?
                union all select street_address from orders.order_addresses where order_id = ?""",
                customer.userId(), order)).hasSize(3).allMatch(street -> street.startsWith("aes:"));
        customer.readOrder(order).then().body("data.shippingAddress.street", equalTo("12 Harbour Lane"));
    }
}
