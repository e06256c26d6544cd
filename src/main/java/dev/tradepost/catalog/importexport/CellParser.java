package dev.tradepost.catalog.importexport;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.tradepost.catalog.product.ProductRequest.Image;
import dev.tradepost.kernel.FieldError;
import dev.tradepost.platform.json.StrictValues;

/** Parses a value of a row, from a CSV cell or from JSON, as strictly as the values of a request. */
@ApplicationScoped
@RegisterForReflection(targets = Image.class) // parsed outside the REST layer
class CellParser {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,20})?");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,10}");

    private final ObjectMapper json;
    private final ObjectReader images;
    private final ObjectReader specifications;
    private final ObjectReader number;
    private final ObjectReader wholeNumber;
    private final ObjectReader flag;

    CellParser(ObjectMapper json) {
        this.json = json;
        // The next field follows the value.
        ObjectReader inside = json.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        images = inside.forType(new TypeReference<List<Image>>() {
        });
        specifications = inside.forType(new TypeReference<Map<String, String>>() {
        });
        number = inside.forType(BigDecimal.class);
        wholeNumber = inside.forType(Integer.class);
        flag = inside.forType(Boolean.class);
    }

    JsonParser parser(byte[] text) throws IOException {
        return json.getFactory().createParser(text);
    }

    /** Reads the value at the parser's position. A value of a wrong type is reported to {@link StrictValues#misfits}. */
    @Nullable
    Object read(Column column, JsonParser parser, ImportRow row) throws IOException {
        return switch (column) {
            case SKU, NAME, DESCRIPTION, CATEGORY, BRAND, WAREHOUSE_LOCATION -> text(column, parser, row);
            case PRICE -> number.<BigDecimal>readValue(parser);
            case QUANTITY -> wholeNumber.<Integer>readValue(parser);
            case IS_ACTIVE -> flag.<Boolean>readValue(parser);
            case IMAGES -> images.<List<Image>>readValue(parser);
            case SPECIFICATIONS -> specifications.<Map<String, String>>readValue(parser);
        };
    }

    private static @Nullable String text(Column column, JsonParser parser, ImportRow row) throws IOException {
        if (parser.hasToken(JsonToken.VALUE_STRING)) {
            String text = parser.getText();
            return text.isEmpty() ? null : text;
        }
        if (!parser.hasToken(JsonToken.VALUE_NULL)) {
            row.refuse(column.label(), "type", "must be text");
            parser.skipChildren();
        }
        return null;
    }

    /** @param cell not empty */
    @Nullable
    Object read(Column column, String cell, ImportRow row) throws IOException {
        return switch (column) {
            case SKU, NAME, DESCRIPTION, CATEGORY, BRAND, WAREHOUSE_LOCATION -> cell;
            case PRICE -> matches(NUMBER, column, cell, row, "must be a number such as 12.50")
                    ? new BigDecimal(cell)
                    : null;
            case QUANTITY -> quantity(cell, row);
            case IS_ACTIVE -> active(cell, row);
            case IMAGES, SPECIFICATIONS -> embedded(column, cell, row);
        };
    }

    private static @Nullable Integer quantity(String cell, ImportRow row) {
        if (!matches(WHOLE_NUMBER, Column.QUANTITY, cell, row, "must be a whole number")) {
            return null;
        }
        long quantity = Long.parseLong(cell);
        if (quantity != (int) quantity) {
            row.refuse(Column.QUANTITY.label(), "format", "is out of range");
        }
        return (int) quantity;
    }

    private static @Nullable Boolean active(String cell, ImportRow row) {
        if (cell.equals("true") || cell.equals("false")) {
            return Boolean.valueOf(cell);
        }
        row.refuse(Column.IS_ACTIVE.label(), "type", "must be true or false");
        return null;
    }

    private static boolean matches(Pattern pattern, Column column, String cell, ImportRow row, String rule) {
        boolean fits = pattern.matcher(cell).matches();
        if (!fits) {
            row.refuse(column.label(), "type", rule);
        }
        return fits;
    }

    private @Nullable Object embedded(Column column, String cell, ImportRow row) throws IOException {
        Object[] value = new Object[1];
        try (JsonParser parser = json.getFactory().createParser(cell)) {
            List<FieldError> misfits = StrictValues.misfits(() -> {
                parser.nextToken();
                value[0] = read(column, parser, row);
                if (parser.nextToken() != null) {
                    row.refuse(column.label(), "malformed_json", "must be one JSON value");
                }
            });
            misfits.forEach(misfit -> row.refuse(column.label() + misfit.pointer(), misfit.code(), misfit.message()));
        } catch (JsonProcessingException broken) {
            row.refuse(column.label(), "malformed_json", column == Column.IMAGES
                    ? "must be JSON such as [{\"url\": \"https://…\", \"alt\": \"…\"}]"
                    : "must be JSON such as {\"weight\": \"500 g\"}");
        }
        return value[0];
    }
}
