package dev.tradepost.journeys;

import static dev.tradepost.testsupport.Shop.API;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.oneOf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.tradepost.testsupport.AsInProduction;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Instance;
import dev.tradepost.testsupport.Lane;
import dev.tradepost.testsupport.Shop;

/**
 * This release on the data of an earlier one, which {@code src/test/resources/upgrade} keeps: orders in each state, sealed addresses, jobs,
 * an outbox. How a release adds its own is in docs/operations/upgrades.md.
 */
public class UpgradeIT {

    private static final String DUMP = "/upgrade/2026-11.sql.gz";
    private static final String DATABASE = Lane.DATABASE + "_upgraded";

    private static Instance instance;
    /** As they were: one that waits for its payment has soon waited too long. */
    private static List<Old> orders;

    /** One of the old orders, and who has placed it. */
    private record Old(UUID order, String status, String email) {}

    @BeforeAll
    static void migrate() throws IOException, SQLException {
        remove();
        Database.update("create database " + DATABASE);
        restore();
        orders = rows("""
                select distinct on (o.status) o.id, o.status, u.email from orders.orders o
                  join users.users u on u.id = o.user_id order by o.status, o.id""",
                UpgradeIT::old);
        String nobody = Integer.toString(Instance.freePort()); // no message of these data meets the other tests
        instance = Instance.start(AsInProduction.with(Map.of("DB_NAME", DATABASE, "RABBITMQ_PORT", nobody)));
    }

    @AfterAll
    static void remove() {
        if (instance != null) {
            instance.close();
        }
        Database.update("drop database if exists " + DATABASE + " with (force)");
    }

    @Test
    void P1_what_has_to_hold_in_a_database_holds_after_the_migration() throws IOException, SQLException {
        String invariants = Files.readString(Path.of("docs/operations/invariants.sql"));
        assertThat(rows(invariants, row -> row.getString("what") + ": " + row.getLong("violations"))).isNotEmpty()
                .allMatch(line -> line.endsWith(": 0"));
    }

    @Test
    void customers_read_their_orders_in_each_state_with_their_addresses_in_plain_text() {
        assertThat(orders).extracting(Old::status).contains("PENDING", "PROCESSING", "SHIPPED", "DELIVERED",
                "CANCELLED");
        for (Old old : orders) {
            String token = instance.shop().signIn(old.email(), Shop.PASSWORD);
            instance.request(token).get(API + "/orders/" + old.order()).then().statusCode(200)
                    // One that waited for its payment then has by now waited for too long.
                    .body("data.status", oneOf(old.status(), "CANCELLED"))
                    .body("data.shippingAddress.street", not(blankOrNullString()));
            instance.request(token).get(API + "/orders").then().statusCode(200)
                    .body("data.orders.size()", greaterThan(0));
        }
    }

    @Test
    void what_was_for_sale_is_found_and_sold_to_an_old_customer() throws SQLException {
        UUID product = rows("""
                select p.id from catalog.products p join catalog.inventory i on i.product_id = p.id
                 where p.is_active and i.quantity > i.reserved_quantity order by p.id limit 1""",
                row -> row.getObject(1, UUID.class)).getFirst();
        instance.request().get(API + "/products/" + product).then().statusCode(200)
                .body("data.id", equalTo(product.toString()));
        Old old = rows("""
                select o.id, o.status, u.email from orders.orders o join users.users u on u.id = o.user_id
                  join users.addresses a on a.user_id = u.id where o.status = 'DELIVERED' order by o.id limit 1""",
                UpgradeIT::old).getFirst();
        String token = instance.shop().signIn(old.email(), Shop.PASSWORD);
        UUID address = UUID.fromString(instance.request(token).get(API + "/users/me/addresses").then()
                .statusCode(200).extract().path("data.addresses[0].addressId"));
        instance.request(token).body(Shop.orderBody(address, "tok_approved", Map.of(product, 1)))
                .post(API + "/orders").then().statusCode(201).body("data.status", equalTo("PENDING"));
    }

    @Test
    void staff_find_the_old_audit_trail_and_the_old_jobs() {
        String admin = instance.shop().adminToken();
        instance.request(admin).get(API + "/admin/audit").then().statusCode(200).body("data.events.size()",
                greaterThan(0));
        instance.request(admin).get(API + "/jobs").then().statusCode(200).body("data.jobs.size()", greaterThan(0));
    }

    private static Old old(ResultSet row) throws SQLException {
        return new Old(row.getObject(1, UUID.class), row.getString(2), row.getString(3));
    }

    private static void restore() throws IOException, SQLException {
        try (InputStream dump = UpgradeIT.class.getResourceAsStream(DUMP);
                BufferedReader lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(dump), UTF_8));
                Connection connection = Database.open(DATABASE);
                Statement statement = connection.createStatement()) {
            // What begins so is meant for psql.
            statement.execute(lines.lines().filter(line -> !line.startsWith("\\")).collect(Collectors.joining("\n")));
        }
    }

    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> List<T> rows(String sql, Reading<T> reading) throws SQLException {
        try (Connection connection = Database.open(DATABASE);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(reading.read(rows));
            }
            return all;
        }
    }
}
