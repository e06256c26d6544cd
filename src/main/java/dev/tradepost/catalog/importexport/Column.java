package dev.tradepost.catalog.importexport;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.job.CsvText;

/** What a file says of a product, in the order in which an export says it. */
enum Column {
    SKU("sku"), NAME("name"), DESCRIPTION("description"), PRICE("price"), CATEGORY("category"), BRAND("brand"), IMAGES(
            "images"), SPECIFICATIONS("specifications"), QUANTITY("quantity"), WAREHOUSE_LOCATION(
                    "warehouseLocation"), IS_ACTIVE("isActive");

    private static final Map<String, Column> BY_LABEL = Arrays.stream(values())
            .collect(Collectors.toMap(Column::label, Function.identity()));

    private final String label;

    Column(String label) {
        this.label = label;
    }

    /** Its name in files. */
    String label() {
        return label;
    }

    /** Whether any text may stand in it; the others are numbers, flags and JSON, none of which a spreadsheet runs. */
    boolean isText() {
        return switch (this) {
            case SKU, NAME, DESCRIPTION, CATEGORY, BRAND, WAREHOUSE_LOCATION -> true;
            case PRICE, IMAGES, SPECIFICATIONS, QUANTITY, IS_ACTIVE -> false;
        };
    }

    /** Its text as an export writes it. */
    @Nullable
    String cell(@Nullable String text) {
        return text != null && isText() ? CsvText.escaped(text) : text;
    }

    /** What an export wrote as this cell. */
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
