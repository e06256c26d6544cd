package dev.tradepost.catalog.importexport;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.agroal.api.AgroalDataSource;

import dev.tradepost.platform.database.Jdbc;
import dev.tradepost.platform.database.Sql;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;

/** Gives products to a file that the import takes again, page by page along their ids: no transaction is longer than a page. */
@ApplicationScoped
class ProductExport {

    private static final int AT_ONCE = 1_000;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    /** Columns as {@link Column} has them, by its labels; an empty text, list or map is none. */
    private static final String PAGE = """
            select p.id, p.sku, p.name, nullif(p.description, '') as description, p.price, c.slug as category,
                   nullif(p.brand, '') as brand,
                   (select array_to_json(array_agg(image.json order by image.display_order))
                      from (select display_order, row_to_json(picture) as json
                              from (select image_url as url, alt_text as alt, display_order
                                      from catalog.product_images where product_id = p.id) stored,
                                   lateral (select stored.url, stored.alt) picture) image) as images,
                   nullif(p.specifications, '{}') as specifications, i.quantity,
                   nullif(i.warehouse_location, '') as "warehouseLocation", p.is_active as "isActive"
              from catalog.products p
              join catalog.categories c on c.id = p.category_id
              join catalog.inventory i on i.product_id = p.id
             where p.id > ? and (p.seller_id = ? or ?)
             order by p.id limit ?""";
    private static final String JSON_PAGE = """
            select id, (select row_to_json(line) from (select sku, name, description, price, category, brand, images,
                       specifications, quantity, "warehouseLocation", "isActive") line) as line
              from (%s) page order by id""".formatted(PAGE);

    private final AgroalDataSource database;

    ProductExport(AgroalDataSource database) {
        this.database = database;
    }

    private record ExportedValue<T>(UUID id, T content) {}

    /** @param sellerId whose products; null for everybody's */
    @SuppressWarnings("resource") // the stream is closed by whoever opened it
    void csv(@Nullable UUID sellerId, OutputStream out) throws SQLException, IOException {
        CsvWriter csv = writer(out);
        csv.writeRecord(Column.labels());
        for (List<ExportedValue<List<@Nullable String>>> page = page(PAGE, ProductExport::cells, sellerId,
                BEFORE_ALL); !page
                        .isEmpty(); page = page(PAGE, ProductExport::cells, sellerId, page.getLast().id())) {
            page.forEach(line -> csv.writeRecord(line.content()));
        }
        csv.flush();
    }

    /** Writes what {@link CsvRowReader} reads. */
    static CsvWriter writer(OutputStream out) {
        return CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out, StandardCharsets.UTF_8);
    }

    private static List<@Nullable String> cells(ResultSet row) throws SQLException {
        List<@Nullable String> cells = new ArrayList<>();
        for (Column column : Column.values()) {
            cells.add(column == Column.IS_ACTIVE
                    ? Boolean.toString(row.getBoolean(column.label()))
                    : column.cell(row.getString(column.label())));
        }
        return cells;
    }

    /** @param sellerId whose products; null for everybody's */
    void ndjson(@Nullable UUID sellerId, OutputStream out) throws SQLException, IOException {
        for (List<ExportedValue<String>> page = page(JSON_PAGE, row -> row.getString("line"), sellerId,
                BEFORE_ALL); !page
                        .isEmpty(); page = page(JSON_PAGE, row -> row.getString("line"), sellerId,
                                page.getLast().id())) {
            StringBuilder lines = new StringBuilder();
            page.forEach(line -> lines.append(line.content()).append('\n'));
            out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private <T> List<ExportedValue<T>> page(String sql, Sql.RowMapper<T> reading, @Nullable UUID sellerId, UUID after)
            throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Jdbc.query(connection, row -> new ExportedValue<>(row.getObject("id", UUID.class), reading.map(row)),
                    sql,
                    after, sellerId, sellerId == null, AT_ONCE);
        }
    }
}
