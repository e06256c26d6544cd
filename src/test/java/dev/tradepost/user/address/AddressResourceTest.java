package dev.tradepost.user.address;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.addressBody;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class AddressResourceTest {

    private static final String ADDRESSES = API + "/users/me/addresses";

    @Test
    void addresses_are_listed_to_their_owner_only() {
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
    void there_is_one_default_of_each_type_however_many_want_to_be_it() throws Exception {
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

    @ParameterizedTest
    @ValueSource(strings = {"US", "us", "USA", "Germany", "DE"})
    void a_country_is_a_code_or_a_name(String country) {
        Map<String, Object> body = addressBody();
        body.put("country", country);
        Shop.customer().request().body(body).post(ADDRESSES).then().statusCode(201).body("data.country",
                equalTo(country));
    }

    @Test
    void what_is_no_address_is_refused_field_by_field() {
        Shop.customer().request().body(
                "{\"addressType\":\"holiday\",\"street\":\" \",\"city\":\"Ulm\",\"state\":\"BW\",\"postalCode\":\""
                        + "1".repeat(21) + "\",\"country\":\"Atlantis\",\"userId\":\"x\"}")
                .post(ADDRESSES).then().statusCode(400).body("errors.pointer",
                        containsInAnyOrder("/addressType", "/street", "/postalCode", "/country", "/userId"));
    }

    @Test
    void an_address_book_has_an_end() {
        Shop.Customer customer = Shop.customer();
        Database.update("""
                insert into users.addresses (id, user_id, address_type, street_address, city, state, postal_code, country,
                    created_at, updated_at)
                select gen_random_uuid(), ?, 'shipping', 'plain:s', 'c', 's', 'p', 'US', now(), now()
                  from generate_series(1, 99)""", customer.userId());
        customer.request().body(addressBody()).post(ADDRESSES).then().statusCode(409).body("code",
                equalTo("address_book_full"));
        customer.request().get(ADDRESSES).then().body("data.addresses.state.unique().size()",
                equalTo(2)).body("data.addresses.addressType.unique()", contains("shipping"));
    }
}
