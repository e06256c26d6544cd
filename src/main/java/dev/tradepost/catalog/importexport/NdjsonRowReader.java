package dev.tradepost.catalog.importexport;

import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import dev.tradepost.kernel.FieldError;
import dev.tradepost.platform.job.JobFailed;
import dev.tradepost.platform.json.StrictValues;

/** A JSON object per line; blank lines are skipped. */
final class NdjsonRowReader implements RowReader {

    private static final int BUFFER = 64 * 1024;

    private final InputStream input;
    private final CellParser cellParser;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[BUFFER];
    private byte[] current = {};
    private int at;
    private int filled;
    private long number;

    NdjsonRowReader(InputStream input, CellParser cellParser) {
        this.input = input;
        this.cellParser = cellParser;
    }

    @Override
    public @Nullable ImportRow next() throws IOException {
        if (!nextLine()) {
            return null;
        }
        ImportRow row = new ImportRow(++number);
        try (JsonParser parser = cellParser.parser(current)) {
            List<FieldError> misfits = StrictValues.misfits(() -> fields(parser, row));
            misfits.forEach(
                    misfit -> row.refuse(misfit.pointer().substring(1), misfit.code(), misfit.message()));
        } catch (JsonProcessingException | CharConversionException broken) {
            malformed(row); // CharConversionException: the line begins like another encoding than UTF-8
        }
        return row;
    }

    private void fields(JsonParser parser, ImportRow row) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            malformed(row);
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Column column = Column.named(parser.currentName());
            parser.nextToken();
            if (column == null) {
                row.refuse(StrictValues.shown(parser.currentName()), "unknown_field", "is not a field of a product");
                parser.skipChildren();
            } else {
                row.put(column, cellParser.read(column, parser, row));
            }
        }
        if (parser.nextToken() != null) {
            malformed(row);
        }
    }

    private static void malformed(ImportRow row) {
        row.refuseAll("malformed_json", "is not one JSON object on one line");
    }

    @Override
    public void skip() throws IOException {
        if (nextLine()) {
            number++;
        }
    }

    @Override
    public int size() {
        return current.length;
    }

    /** @return false at the end */
    private boolean nextLine() throws IOException {
        do {
            line.reset();
            if (!readLine()) {
                return false;
            }
            current = line.toByteArray();
        } while (isBlank());
        return true;
    }

    private boolean readLine() throws IOException {
        while (fill()) {
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            line.write(buffer, at, end - at);
            at = Math.min(end + 1, filled);
            if (end < filled) {
                return true;
            }
            if (line.size() > MAX_ROW_LENGTH) {
                throw new JobFailed("The line after row %d is longer than %d bytes".formatted(number, MAX_ROW_LENGTH));
            }
        }
        return line.size() > 0;
    }

    private boolean fill() throws IOException {
        if (at == filled) {
            at = 0;
            filled = Math.max(input.read(buffer), 0);
        }
        return filled > 0;
    }

    private boolean isBlank() {
        for (byte one : current) {
            if (one != ' ' && one != '\t' && one != '\r') {
                return false;
            }
        }
        return true;
    }
}
