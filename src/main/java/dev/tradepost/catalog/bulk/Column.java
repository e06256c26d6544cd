package dev.tradepost.catalog.bulk;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

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

    static @Nullable Column named(String label) {
        return BY_LABEL.get(label);
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Column::label).toList();
    }
}
