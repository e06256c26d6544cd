package dev.tradepost.platform.crypto;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;

/** A key is being changed: the application seals with one, and still knows the one before. */
@QuarkusTest
class EncryptionResourceTest {

    /** Known to the application in all tests. */
    private static final String OLD_KEY = "77".repeat(32);
    /** That of all tests, so that they can read what this one leaves. */
    private static final String NEW_KEY = "5eed".repeat(16);
    private static final EncryptedColumn STREET = new EncryptedColumn("users.addresses", List.of("id"),
            "street_address");

    @Test
    void P31_a_key_is_changed_while_addresses_are_read() throws Exception {
        FieldEncryption old = Sealings.with(OLD_KEY);
        String prefix = Sealings.with(NEW_KEY).prefix();
        Shop.Customer customer = Shop.customer();
        Database.update("""
                insert into users.addresses (id, user_id, address_type, street_address, city, state, postal_code, country,
                    created_at, updated_at)
                select gen_random_uuid(), ?, 'shipping', '12 Harbour Lane', 'Ulm', 's', 'p', 'US', now(), now()
                  from generate_series(1, 59)""", customer.userId());
        Database.query(java.util.UUID.class, "select id from users.addresses where user_id = ? order by id limit 22",
                customer.userId())
                .forEach(id -> Database.update("update users.addresses set street_address = ? where id = ?",
                        old.encrypt(STREET, "12 Harbour Lane", id), id));
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                customer.request().get(API + "/users/me/addresses").then().statusCode(200)
                        .body("data.addresses.street.unique()", equalTo(List.of("12 Harbour Lane")));
            }
        });
        String admin = Shop.adminToken();
        request(admin).post(API + "/admin/encryption").then().statusCode(202);
        Eventually.holds(() -> assertThat(Database.count(
                "select count(*) from users.addresses where user_id = ? and not starts_with(street_address, ?)",
                customer.userId(), prefix)).isZero());
        done.set(true);
        reader.get();
        request(admin).get(API + "/admin/encryption").then()
                .body("data.columns.column", containsInAnyOrder("users.addresses.street_address", "users.users.phone",
                        "orders.order_addresses.street_address", "platform.idempotency_keys.encrypted_body"))
                .body("data.keyIds", hasItem("old"))
                .body("data.columns.find { it.column == 'users.users.phone' }.remaining.intValue()", equalTo(0));
    }

    @Test
    void P31_a_text_that_no_key_opens_is_left_counted_and_an_error_to_its_reader() {
        Shop.Customer customer = Shop.customer();
        FieldEncryption lost = Sealings.with("99".repeat(32));
        Database.update("update users.addresses set street_address = ? where id = ?",
                lost.encrypt(STREET, "12 Harbour Lane", customer.addressId()), customer.addressId());
        customer.request().get(API + "/users/me/addresses/" + customer.addressId()).then().statusCode(500)
                .body("code", equalTo("internal_error"));
        String admin = Shop.adminToken();
        Eventually.holds(() -> {
            request(admin).post(API + "/admin/encryption").then().statusCode(202);
            request(admin).get(API + "/admin/encryption").then().body(
                    "data.columns.find { it.column == 'users.addresses.street_address' }.unreadable.intValue()",
                    greaterThanOrEqualTo(1));
        });
        assertThat(Database.query(String.class, "select street_address from users.addresses where id = ?",
                customer.addressId()).getFirst()).startsWith(lost.prefix());
        Database.update("delete from users.addresses where id = ?", customer.addressId());
    }
}
