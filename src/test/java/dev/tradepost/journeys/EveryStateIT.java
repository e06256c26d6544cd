package dev.tradepost.journeys;

import static dev.tradepost.testsupport.Shop.API;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.tradepost.testsupport.AsInProduction;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Held;
import dev.tradepost.testsupport.Instance;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

/**
 * Leaves rows of every kind in the lane's database: a release dumps it for its successors, whose {@link UpgradeIT} reads the dump.
 * docs/operations/upgrades.md.
 */
@Tag("nightly")
class EveryStateIT {

    private static final int OF_EACH = 12;

    private final List<Customer> customers = new ArrayList<>();
    private final List<UUID> products = new ArrayList<>();

    @Test
    void P1_P5_orders_in_every_state_leave_a_database_in_which_everything_adds_up() throws Exception {
        try (Instance instance = Instance.start(AsInProduction.with(Map.of()))) {
            people(instance);
            imports(instance);
            finished(instance);
            accounts(instance);
        }
        waitingForTheirStock();
        waitingForTheirPayment();
        assertThat(Database.query(String.class, "select distinct status from orders.orders")).containsExactlyInAnyOrder(
                "PENDING", "CONFIRMED", "PROCESSING", "SHIPPED", "DELIVERED", "CANCELLED");
        assertThat(Database.stockDiscrepancies(products.toArray(UUID[]::new))).isEmpty();
    }

    private void people(Instance instance) {
        for (int i = 0; i < OF_EACH; i++) {
            customers.add(instance.shop().customer());
            for (int j = 0; j < OF_EACH; j++) {
                products.add(instance.shop().product("%d.99".formatted(i + j), 1_000));
            }
        }
    }

    private void imports(Instance instance) {
        Customer seller = instance.shop().seller();
        String slug = Shop.unique("imported");
        instance.shop().category(slug, null);
        for (String faulty : List.of("", "broken,,-1,nowhere,x\n")) {
            StringBuilder csv = new StringBuilder("sku,name,price,category,quantity\n");
            for (int i = 0; i < 10 * OF_EACH; i++) {
                csv.append("%s-%d,Lamp %d,%d.50,%s,%d%n".formatted(slug, i, i, i + 1, slug, i));
            }
            UUID job = UUID.fromString(given().port(instance.port()).header("Authorization", "Bearer " + seller.token())
                    .contentType("text/csv").body(csv.append(faulty).toString().getBytes(UTF_8))
                    .post(API + "/products/import").then().statusCode(202).extract().path("data.jobId"));
            Eventually.holds(() -> assertThat(instance.request(seller.token()).get(API + "/jobs/" + job)
                    .<String>path("data.status")).isIn("SUCCEEDED", "FAILED"));
        }
    }

    private void finished(Instance instance) {
        String admin = instance.shop().adminToken();
        for (int i = 0; i < OF_EACH; i++) {
            UUID shipped = packed(i);
            UUID delivered = packed(i);
            for (UUID order : List.of(shipped, delivered)) {
                instance.request(admin).body(Map.of("status", "SHIPPED", "trackingNumber", "1Z" + i))
                        .patch(API + "/orders/" + order + "/status").then().statusCode(200);
            }
            instance.request(admin).body(Map.of("status", "DELIVERED"))
                    .patch(API + "/orders/" + delivered + "/status").then().statusCode(200);
            UUID refunded = packed(i);
            instance.request(admin).body(Map.of("amount", new BigDecimal("1.00"), "reason", "Scratched"))
                    .post(API + "/orders/" + refunded + "/refunds").then().statusCode(202);
            Eventually.becomes(customers.get(i), refunded, "PROCESSING/PARTIALLY_REFUNDED");
            Customer customer = customers.get(i);
            customer.request().body(Map.of("reason", "Wrong size")).post(API + "/orders/" + packed(i) + "/cancel")
                    .then().statusCode(200);
            UUID declined = customer.order("tok_declined", products.get(i), 1);
            Eventually.becomes(customer, declined, "CANCELLED/FAILED");
            customer.request().header("Idempotency-Key", Shop.unique("key"))
                    .body(Shop.orderBody(customer.addressId(), "tok_approved", Map.of(products.get(i), 2)))
                    .post(API + "/orders").then().statusCode(201);
        }
        customers.forEach(customer -> Eventually.holds(() -> assertThat(Database.count(
                "select count(*) from orders.orders where user_id = ? and status in ('PENDING', 'CONFIRMED')",
                customer.userId())).isZero()));
    }

    private UUID packed(int i) {
        UUID order = customers.get(i).order("tok_approved", products.get(OF_EACH * i), 2);
        Eventually.becomes(customers.get(i), order, "PROCESSING/PAID");
        return order;
    }

    private static void accounts(Instance instance) {
        for (int i = 0; i < OF_EACH; i++) {
            String email = Shop.uniqueEmail();
            String token = instance.shop().signInAs(email).access();
            instance.request().body(Map.of("email", email)).post(API + "/users/password-reset").then().statusCode(202);
            if (i % 3 == 0) {
                instance.request(token).body(Map.of("password", Shop.PASSWORD)).delete(API + "/users/me").then()
                        .statusCode(200);
            }
        }
    }

    /** Paid, and then the instance died. */
    private void waitingForTheirStock() throws IOException, SQLException {
        UUID product = products.getLast();
        try (Instance instance = Instance.start(AsInProduction.with(Map.of()))) {
            UUID order = reaching(instance, customers.getFirst()).order("tok_slow", product, 1);
            try (Held _ = Held.rows("select from catalog.inventory where product_id = ? for update", product)) {
                Eventually.holds(() -> assertThat(Database.count(
                        "select count(*) from orders.orders where id = ? and status = 'CONFIRMED'", order)).isOne());
                instance.kill();
            }
        }
    }

    /** Placed while the broker was away. */
    private void waitingForTheirPayment() throws IOException {
        String nobody = Integer.toString(Instance.freePort());
        try (Instance instance = Instance.start(AsInProduction.with(Map.of("RABBITMQ_PORT", nobody)))) {
            for (Customer customer : customers) {
                reaching(instance, customer).order("tok_approved", products.getFirst(), 1);
            }
        }
    }

    /** The customer with a token of that instance, which has another port. */
    private static Customer reaching(Instance instance, Customer customer) {
        return new Customer(instance.shop(), customer.userId(), customer.email(), customer.token(),
                customer.addressId());
    }
}
