package dev.tradepost.catalog.importexport;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.database.Sql;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;

/** Writes products as a file that the import accepts. Reads them in pages by id, so that no transaction is longer than a page. */
@ApplicationScoped
class ProductExport {

    private static final int PAGE_SIZE = 1_000;

    /** Columns are named like the labels of {@link Column}; an empty text, list or map counts as none. */
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

    private final Sql sql;

    ProductExport(Sql sql) {
        this.sql = sql;
    }

    private record ExportedRow<T>(UUID id, T content) {}

    /** @param sellerId whose products; null for all products */
    @SuppressWarnings("resource") // the caller closes the stream
    void csv(@Nullable UUID sellerId, OutputStream out) throws IOException {
        CsvWriter csv = writer(out);
        csv.writeRecord(Column.labels());
        List<ExportedRow<List<@Nullable String>>> page = page(PAGE, ProductExport::cells, sellerId, Ids.FIRST);
        while (!page.isEmpty()) {
            page.forEach(row -> csv.writeRecord(row.content()));
            page = page(PAGE, ProductExport::cells, sellerId, page.getLast().id());
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

    /** @param sellerId whose products; null for all products */
    void ndjson(@Nullable UUID sellerId, OutputStream out) throws IOException {
        List<ExportedRow<String>> page = page(JSON_PAGE, row -> row.getString("line"), sellerId, Ids.FIRST);
        while (!page.isEmpty()) {
            StringBuilder lines = new StringBuilder();
            page.forEach(row -> lines.append(row.content()).append('\n'));
            out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
            page = page(JSON_PAGE, row -> row.getString("line"), sellerId, page.getLast().id());
        }
    }

    private <T> List<ExportedRow<T>> page(String select, Sql.RowMapper<T> mapper, @Nullable UUID sellerId, UUID after) {
        return sql.query(select, row -> new ExportedRow<>(row.getObject("id", UUID.class), mapper.map(row)), after,
                sellerId, sellerId == null, PAGE_SIZE);
    }
}
