package dev.tradepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;

/** A module owns its schema: docs/adr/0002. Reads what the migrations have made. */
@QuarkusTest
class SchemaOwnershipTest {

    private static final String OURS = "('platform', 'users', 'catalog', 'orders')";

    @Test
    void no_foreign_key_crosses_a_schema() {
        assertThat(Database.query(String.class, """
                select c.constraint_schema || '.' || c.constraint_name
                  from information_schema.referential_constraints c
                 where c.constraint_schema in %s
                   and c.unique_constraint_schema <> c.constraint_schema""".formatted(OURS))).isEmpty();
    }

    @Test
    void nothing_of_ours_lies_outside_the_schemas_of_the_modules() {
        assertThat(Database.query(String.class,
                "select table_name from information_schema.tables where table_schema = 'public'")).isEmpty();
    }

    @Test
    void every_table_of_the_specification_is_there() {
        assertThat(Database.query(String.class,
                "select table_schema || '.' || table_name from information_schema.tables where table_schema in "
                        + OURS))
                .contains("users.users", "users.addresses", "catalog.categories", "catalog.products",
                        "catalog.product_images", "catalog.inventory", "orders.orders", "orders.order_items");
    }

    @Test
    void times_know_their_zone_and_money_has_two_decimals() {
        assertThat(Database.query(String.class, """
                select table_schema || '.' || table_name || '.' || column_name
                  from information_schema.columns
                 where table_schema in %s
                   and table_name <> 'flyway_schema_history'
                   and (data_type = 'timestamp without time zone'
                        or (data_type in ('real', 'double precision', 'money') and column_name <> 'popularity')
                        or (data_type = 'numeric' and numeric_scale <> 2))""".formatted(OURS))).isEmpty();
    }

    @Test
    void a_migration_touches_the_schema_of_its_module_only() throws IOException {
        Map<String, String> schemas = Map.of("platform", "platform", "user", "users", "catalog", "catalog", "order",
                "orders");
        Pattern table = Pattern.compile(
                "(?:table|index|sequence|on|references|into|update|from|join)\\s+(platform|users|catalog|orders)\\.");
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/db/migration"))) {
            List<Path> migrations = files.filter(file -> file.toString().endsWith(".sql")).toList();
            assertThat(migrations).isNotEmpty().allSatisfy(file -> {
                String module = file.getParent().getFileName().toString();
                assertThat(file.getFileName().toString()).matches("V\\d{12}__" + module + "_\\w+\\.sql");
                assertThat(table.matcher(Files.readString(file)).results().map(match -> match.group(1)))
                        .containsOnly(schemas.get(module));
            });
        }
    }
}
