package dev.tradepost.catalog.importexport;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.product.ProductRequest.Image;
import dev.tradepost.platform.job.RowError;

/** A row of a file with its errors. Distinguishes a value that is empty from a column that is missing, which changes nothing. */
final class ImportRow {

    /** Keeps one row from filling the table of errors. */
    private static final int MAX_ERRORS = 20;

    private final long number;
    private final Map<Column, @Nullable Object> values = new EnumMap<>(Column.class);
    private final List<RowError> errors = new ArrayList<>();
    private @Nullable UUID categoryId;

    /** @param number from 1 */
    ImportRow(long number) {
        this.number = number;
    }

    long number() {
        return number;
    }

    void put(Column column, @Nullable Object value) {
        values.put(column, value);
    }

    /** Rejects a row that cannot be read. */
    void refuseAll(String code, String message) {
        values.clear();
        errors.clear();
        errors.add(error("", code, message));
    }

    boolean isReadable() {
        return errors.isEmpty() || !errors.getFirst().field().isEmpty();
    }

    void refuse(String field, String code, String message) {
        if (errors.size() < MAX_ERRORS && errors.stream().noneMatch(error -> error.field().equals(field))) {
            errors.add(error(field, code, message));
        }
    }

    RowError error(String field, String code, String message) {
        return new RowError(number, field, code, message);
    }

    boolean isBroken() {
        return !errors.isEmpty();
    }

    List<RowError> errors() {
        return errors;
    }

    boolean has(Column column) {
        return values.containsKey(column);
    }

    @Nullable
    String text(Column column) {
        return (String) values.get(column);
    }

    String sku() {
        return String.valueOf(values.get(Column.SKU));
    }

    @Nullable
    BigDecimal price() {
        return (BigDecimal) values.get(Column.PRICE);
    }

    @Nullable
    Integer quantity() {
        return (Integer) values.get(Column.QUANTITY);
    }

    @Nullable
    Boolean active() {
        return (Boolean) values.get(Column.IS_ACTIVE);
    }

    @SuppressWarnings("unchecked") // put by the readers
    List<Image> images() {
        List<Image> images = (List<Image>) values.get(Column.IMAGES);
        return images == null ? List.of() : images;
    }

    @SuppressWarnings("unchecked") // put by the readers
    Map<String, String> specifications() {
        Map<String, String> specifications = (Map<String, String>) values.get(Column.SPECIFICATIONS);
        return specifications == null ? Map.of() : specifications;
    }

    void resolveCategory(UUID id) {
        categoryId = id;
    }

    @Nullable
    UUID categoryId() {
        return categoryId;
    }
}
