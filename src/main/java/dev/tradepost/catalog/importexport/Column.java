package dev.tradepost.catalog.importexport;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.job.CsvText;

/** A column of a product file, in the order of an export. */
enum Column {
    SKU("sku"),
    NAME("name"),
    DESCRIPTION("description"),
    PRICE("price"),
    CATEGORY("category"),
    BRAND("brand"),
    IMAGES("images"),
    SPECIFICATIONS("specifications"),
    QUANTITY("quantity"),
    WAREHOUSE_LOCATION("warehouseLocation"),
    IS_ACTIVE("isActive");

    private static final Map<String, Column> BY_LABEL = Arrays.stream(values())
            .collect(Collectors.toMap(Column::label, Function.identity()));

    private final String label;

    Column(String label) {
        this.label = label;
    }

    /** The name in files. */
    String label() {
        return label;
    }

    /** True for free text. The other columns hold numbers, flags and JSON, which no spreadsheet runs as a formula. */
    boolean isText() {
        return switch (this) {
            case SKU, NAME, DESCRIPTION, CATEGORY, BRAND, WAREHOUSE_LOCATION -> true;
            case PRICE, IMAGES, SPECIFICATIONS, QUANTITY, IS_ACTIVE -> false;
        };
    }

    /** Escapes a text for an export. */
    @Nullable
    String cell(@Nullable String text) {
        return text != null && isText() ? CsvText.escaped(text) : text;
    }

    /** Reverses {@link #cell}. */
    String text(String cell) {
        return isText() ? CsvText.unescaped(cell) : cell;
    }

    static @Nullable Column named(String label) {
        return BY_LABEL.get(label);
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Column::label).toList();
    }
}
