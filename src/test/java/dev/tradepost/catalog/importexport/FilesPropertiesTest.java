package dev.tradepost.catalog.importexport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.tradepost.platform.job.JobFailed;

import de.siegmar.fastcsv.writer.CsvWriter;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The import reads what the export writes, and any other input does no harm. */
class FilesPropertiesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param name may be empty, like the description: no value */
    record Thing(String sku, @Nullable String name, @Nullable String description, BigDecimal price,
            Map<String, String> specifications, int quantity, boolean active) {

        List<@Nullable String> cells() throws IOException {
            List<@Nullable String> cells = new ArrayList<>();
            for (Column column : Column.values()) {
                cells.add(column.cell(switch (column) {
                    case SKU -> sku;
                    case NAME -> name;
                    case DESCRIPTION -> description;
                    case PRICE -> price.toPlainString();
                    case SPECIFICATIONS -> JSON.writeValueAsString(specifications);
                    case QUANTITY -> Integer.toString(quantity);
                    case IS_ACTIVE -> Boolean.toString(active);
                    case CATEGORY, BRAND, IMAGES, WAREHOUSE_LOCATION -> null;
                }));
            }
            return cells;
        }

        static Thing of(ImportRow row) {
            assertThat(row.errors()).isEmpty();
            for (Column none : List.of(Column.CATEGORY, Column.BRAND, Column.WAREHOUSE_LOCATION)) {
                assertThat(row.text(none)).isNull();
            }
            return new Thing(row.sku(), row.text(Column.NAME), row.text(Column.DESCRIPTION), row.price(),
                    row.specifications(), row.quantity(), row.active());
        }
    }

    /** Cells as spreadsheets, other tools and people write them. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> any = Arbitraries.strings().all()
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
        Arbitrary<String> awkward = Arbitraries.of("\"", "\"\"", ",", ";", "\n", "\r", "\r\n", "\t", " ", "\ufeff", "'",
                "\\", "a", "\u00e9", "\ud83d\ude00", "\u2028", "\u0000").list().ofMaxSize(8)
                .map(parts -> String.join("", parts));
        Arbitrary<String> formulas = Combinators.combine(Arbitraries.of("=", "+", "-", "@", "\t", "\r"), awkward,
                Arbitraries.integers().between(0, 3))
                .as((first, rest, quotes) -> "'".repeat(quotes) + first + "1+1" + rest);
        return Arbitraries.oneOf(any, awkward, formulas);
    }

    @Provide
    Arbitrary<List<Thing>> things() {
        Arbitrary<String> some = texts().filter(text -> !text.isEmpty());
        return Combinators.combine(some, some.injectNull(0.2), some.injectNull(0.2),
                Arbitraries.bigDecimals().ofScale(2).between(BigDecimal.ZERO, new BigDecimal("99999999.99")),
                Arbitraries.maps(texts(), texts()).ofMaxSize(3), Arbitraries.integers().greaterOrEqual(0),
                Arbitraries.of(true, false)).as(Thing::new).list().ofMaxSize(4);
    }

    @Property
    void written_rows_are_read_back_exactly(@ForAll("things") List<Thing> things)
            throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (CsvWriter csv = ProductExport.writer(file)) {
            csv.writeRecord(Column.labels());
            for (Thing thing : things) {
                csv.writeRecord(thing.cells());
            }
        }
        List<Thing> read = new ArrayList<>();
        RowReader rowReader = new CsvRowReader(new ByteArrayInputStream(file.toByteArray()), new CellParser(JSON));
        for (ImportRow row = rowReader.next(); row != null; row = rowReader.next()) {
            read.add(Thing.of(row));
            assertThat(row.number()).isEqualTo(read.size());
        }
        assertThat(read).isEqualTo(things);
    }

    @Property
    void no_written_text_begins_like_a_formula_and_reading_restores_it(
            @ForAll("texts") String text) {
        String cell = String.valueOf(Column.NAME.cell(text));
        assertThat(cell).doesNotMatch("(?s)[=+\\-@\t\r].*");
        assertThat(Column.NAME.text(cell)).isEqualTo(text);
    }

    @Example
    void numbers_stay_numbers() throws IOException {
        assertThat(Column.QUANTITY.cell("-5")).isEqualTo("-5");
        assertThat(Column.PRICE.cell("-5.00")).isEqualTo("-5.00");
        RowReader rowReader = new CsvRowReader(new ByteArrayInputStream("sku,quantity,price\nLAMP,-5,-1.50\n"
                .getBytes(StandardCharsets.UTF_8)), new CellParser(JSON));
        assertThat(rowReader.next()).returns(-5, ImportRow::quantity).returns(new BigDecimal("-1.50"),
                ImportRow::price);
    }

    @Provide
    Arbitrary<byte[]> files() {
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        Arbitrary<byte[]> csv = Combinators.combine(
                Arbitraries.of("sku\n", "sku,name,price\r\n", "\ufeffsku,quantity,isActive\n", "sku,images\n"), texts()
                        .list().ofMaxSize(9))
                .as((header, cells) -> header + String.join(",", cells))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> json = Arbitraries.of("{", "}", "\"sku\"", ":", ",", "\"x\"", "1e999", "-1", "[", "]", "null",
                "\n", "\"quantity\"", "\"images\"", "\"specifications\"", "true", "\u0000", "\"").list().ofMaxSize(20)
                .map(parts -> String.join("", parts).getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> encodings = Arbitraries
                .of((byte) 0, (byte) -1, (byte) -2, (byte) 0xEF, (byte) '{', (byte) '\n')
                .array(byte[].class).ofMaxSize(12);
        return Arbitraries.oneOf(bytes, csv, json, encodings);
    }

    @Property
    void any_input_becomes_rows_or_a_failure_with_a_reason(@ForAll("files") byte[] file)
            throws IOException {
        CellParser cellParser = new CellParser(JSON);
        try {
            readAll(new CsvRowReader(new ByteArrayInputStream(file), cellParser));
        } catch (JobFailed failed) {
            assertThat(failed.getMessage()).isNotBlank();
        }
        readAll(new NdjsonRowReader(new ByteArrayInputStream(file), cellParser));
    }

    @Example
    void a_line_that_begins_like_another_encoding_is_one_invalid_row() throws IOException {
        byte[] file = "\u00fe\u00ff\0\0\n{\"sku\":\"LAMP\"}\n".getBytes(StandardCharsets.ISO_8859_1);
        RowReader rowReader = new NdjsonRowReader(new ByteArrayInputStream(file), new CellParser(JSON));
        assertThat(rowReader.next()).returns(false, ImportRow::isReadable);
        assertThat(rowReader.next()).returns("LAMP", ImportRow::sku);
        assertThat(rowReader.next()).isNull();
    }

    private static void readAll(RowReader rowReader) throws IOException {
        for (ImportRow row = rowReader.next(); row != null; row = rowReader.next()) {
            assertThat(row.number()).isPositive();
        }
    }
}
