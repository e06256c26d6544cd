package dev.tradepost.catalog.importexport;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.job.JobFailed;
import dev.tradepost.platform.json.StrictValues;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;

/** CSV (RFC 4180) in UTF-8 with a header that names the columns. An empty cell has no value. */
final class CsvRowReader implements RowReader {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final CellParser cellParser;
    private final Iterator<CsvRecord> records;
    private final List<Column> columns;
    private long number;
    private int size;

    @SuppressWarnings("resource") // the caller closes the input
    CsvRowReader(InputStream input, CellParser cellParser) throws IOException {
        this.cellParser = cellParser;
        InputStream marked = new BufferedInputStream(input);
        marked.mark(BYTE_ORDER_MARK.length);
        if (!Arrays.equals(marked.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
            marked.reset();
        }
        var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        records = CsvReader.builder().maxBufferSize(MAX_ROW_LENGTH).allowExtraFields(true).allowMissingFields(true)
                .ofCsvRecord(new InputStreamReader(marked, decoder)).iterator();
        CsvRecord header = record();
        if (header == null) {
            throw new JobFailed("The file is empty; its first line must name the columns");
        }
        columns = columns(header.getFields());
    }

    private static List<Column> columns(List<String> header) {
        List<Column> columns = new ArrayList<>();
        for (String label : header) {
            Column column = Column.named(label);
            if (column == null) {
                throw new JobFailed("There is no column '%s'; the columns are %s".formatted(StrictValues.shown(label),
                        String.join(", ", Column.labels())));
            }
            if (columns.contains(column)) {
                throw new JobFailed("The column '%s' occurs twice".formatted(label));
            }
            columns.add(column);
        }
        if (!columns.contains(Column.SKU)) {
            throw new JobFailed("The column 'sku' is missing");
        }
        return columns;
    }

    @Override
    public @Nullable ImportRow next() throws IOException {
        CsvRecord record = record();
        if (record == null) {
            return null;
        }
        ImportRow row = new ImportRow(++number);
        size = 0;
        if (record.getFieldCount() != columns.size()) {
            row.refuseAll("columns",
                    "has %d cells where the header has %d".formatted(record.getFieldCount(), columns.size()));
            return row;
        }
        for (int i = 0; i < columns.size(); i++) {
            String cell = record.getField(i);
            size += cell.length();
            row.put(columns.get(i), cell.isEmpty() ? null : read(columns.get(i), cell, row));
        }
        return row;
    }

    private @Nullable Object read(Column column, String cell, ImportRow row) throws IOException {
        return cellParser.read(column, column.text(cell), row);
    }

    @Override
    public void skip() throws IOException {
        if (record() != null) {
            number++;
        }
    }

    @Override
    public int size() {
        return size;
    }

    private @Nullable CsvRecord record() throws IOException {
        try {
            return records.hasNext() ? records.next() : null;
        } catch (CsvParseException broken) {
            throw broken.getCause() instanceof CharacterCodingException
                    ? notUtf8()
                    : new JobFailed("The file is not valid CSV after row %d: %s".formatted(number,
                            broken.getCause() == null ? broken.getMessage() : broken.getCause().getMessage()));
        } catch (UncheckedIOException failure) {
            if (failure.getCause() instanceof CharacterCodingException) {
                throw notUtf8();
            }
            throw failure.getCause();
        }
    }

    private JobFailed notUtf8() {
        return new JobFailed("The file is not in UTF-8; the first unreadable character is after row " + number);
    }
}
