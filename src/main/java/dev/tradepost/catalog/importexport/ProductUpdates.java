package dev.tradepost.catalog.importexport;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tradepost.catalog.importexport.ProductUpsert.ChangedProduct;
import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.database.Jdbc;

/** Changes of products that are there, a statement for each table. */
final class ProductUpdates {

    private ProductUpdates() {}

    /** What they are, with a version and a line of history for each. */
    static void describe(Connection connection, List<ChangedProduct> changes, UUID userId, Instant now,
            ObjectMapper json)
            throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        Jdbc.update(connection, """
                update catalog.products p
                   set name = c.name, description = c.description, price = c.price, category_id = c.category_id,
                       brand = c.brand, image_url = c.image_url, specifications = c.specifications::jsonb,
                       is_active = c.is_active, updated_at = ?, version = p.version + 1
                  from unnest(?::uuid[], ?::text[], ?::text[], ?::numeric[], ?::uuid[], ?::text[], ?::text[],
                              ?::text[], ?::boolean[])
                       as c (id, name, description, price, category_id, brand, image_url, specifications, is_active)
                 where p.id = c.id""", now, all(connection, "uuid", changes, change -> change.before().id()),
                all(connection, "text", changes, change -> change.after().name()),
                all(connection, "text", changes, change -> change.after().description()),
                all(connection, "numeric", changes, change -> change.after().price()),
                all(connection, "uuid", changes, change -> change.after().categoryId()),
                all(connection, "text", changes, change -> change.after().brand()),
                all(connection, "text", changes, change -> change.after().imageUrl()),
                all(connection, "text", changes, change -> JsonText.of(change.after().specifications())),
                all(connection, "boolean", changes, change -> change.after().active()));
        replaceImages(connection, changes.stream()
                .filter(change -> !change.after().images().equals(change.before().described().images())).toList());
        CopyRows history = new CopyRows("catalog.product_changes (id, product_id, changed_by, changed_at, changes)");
        for (ChangedProduct change : changes) {
            history.add(Ids.next(), change.before().id(), userId, now, changesOf(change, json));
        }
        history.send(connection);
    }

    private static void replaceImages(Connection connection, List<ChangedProduct> changes) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        Jdbc.update(connection, "delete from catalog.product_images where product_id = any (?)",
                all(connection, "uuid", changes, change -> change.before().id()));
        CopyRows images = ProductInserts.images();
        changes.forEach(change -> ProductInserts.addImages(images, change.before().id(), change.after().images()));
        images.send(connection);
    }

    private static String changesOf(ChangedProduct change, ObjectMapper json) {
        try {
            return json.writeValueAsString(change.after().changesFrom(change.before().described()));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** How many there are and where, with a line in the ledger for each difference. */
    static void stock(Connection connection, List<ChangedProduct> changes, UUID userId, Instant now)
            throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        Jdbc.update(connection, """
                update catalog.inventory i
                   set quantity = c.quantity, warehouse_location = c.warehouse_location, updated_at = c.now,
                       last_restocked = case when c.quantity > i.quantity then c.now else i.last_restocked end
                  from (select *, ?::timestamptz as now from unnest(?::uuid[], ?::integer[], ?::text[])
                            as changed (product_id, quantity, warehouse_location)) c
                 where i.product_id = c.product_id""", now,
                all(connection, "uuid", changes, change -> change.before().id()),
                all(connection, "integer", changes, ChangedProduct::quantity),
                all(connection, "text", changes, ChangedProduct::warehouseLocation));
        CopyRows ledger = ProductInserts.ledger();
        for (ChangedProduct change : changes) {
            int delta = change.quantity() - change.before().quantity();
            if (delta != 0) {
                ledger.add(Ids.next(), change.before().id(), delta, "import", userId, now);
            }
        }
        ledger.send(connection);
    }

    private static Array all(Connection connection, String type, List<ChangedProduct> changes,
            Function<ChangedProduct, @Nullable Object> value) throws SQLException {
        return connection.createArrayOf(type, changes.stream().map(value).toArray());
    }
}
