package dev.tradepost.catalog.importexport;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.tradepost.catalog.product.ProductRequest.Image;
import dev.tradepost.platform.job.RowError;

/** What a product is said to be, its stock apart. */
record ProductData(String name, @Nullable String description, BigDecimal price, UUID categoryId, @Nullable String brand,
        List<Image> images, Map<String, String> specifications, boolean active) {

    /** A change of one attribute; both as text, null where there is nothing. */
    @RegisterForReflection // written outside the REST layer, where nothing registers it
    record ValueChange(@Nullable String from, @Nullable String to) {}

    /** What a row that has passed the rules makes of nothing; null, with errors, when it does not say enough. */
    static @Nullable ProductData of(ImportRow row, List<RowError> errors) {
        String name = row.text(Column.NAME);
        BigDecimal price = row.price();
        UUID categoryId = row.categoryId();
        require(row, Column.NAME, name, errors);
        require(row, Column.PRICE, price, errors);
        require(row, Column.CATEGORY, categoryId, errors);
        if (name == null || price == null || categoryId == null) {
            return null;
        }
        return new ProductData(name, row.text(Column.DESCRIPTION), price, categoryId, row.text(Column.BRAND),
                row.images(), row.specifications(), !Boolean.FALSE.equals(row.active()));
    }

    private static void require(ImportRow row, Column column, @Nullable Object value, List<RowError> errors) {
        if (value == null) {
            errors.add(row.error(column.label(), "required", "is required for a new product"));
        }
    }

    /** What a row makes of this: what it does not say stays as it is. */
    ProductData with(ImportRow row) {
        return new ProductData(Objects.requireNonNullElse(row.text(Column.NAME), name),
                row.says(Column.DESCRIPTION) ? row.text(Column.DESCRIPTION) : description,
                Objects.requireNonNullElse(row.price(), price),
                Objects.requireNonNullElse(row.categoryId(), categoryId),
                row.says(Column.BRAND) ? row.text(Column.BRAND) : brand,
                row.says(Column.IMAGES) ? row.images() : images,
                row.says(Column.SPECIFICATIONS) ? row.specifications() : specifications,
                Objects.requireNonNullElse(row.active(), active));
    }

    @Nullable
    String imageUrl() {
        return images.isEmpty() ? null : images.getFirst().url();
    }

    /** By the names that the API has for them; empty when nothing is different. */
    Map<String, ValueChange> changesFrom(ProductData before) {
        Map<String, ValueChange> changes = new LinkedHashMap<>();
        note(changes, "name", before.name, name);
        note(changes, "description", before.description, description);
        if (before.price.compareTo(price) != 0) {
            changes.put("price", new ValueChange(before.price.toPlainString(), price.setScale(2).toPlainString()));
        }
        note(changes, "categoryId", before.categoryId, categoryId);
        note(changes, "brand", before.brand, brand);
        note(changes, "images", before.images, images);
        note(changes, "specifications", new TreeMap<>(before.specifications), new TreeMap<>(specifications));
        note(changes, "isActive", before.active, active);
        return changes;
    }

    private static void note(Map<String, ValueChange> changes, String name, @Nullable Object from,
            @Nullable Object to) {
        if (!Objects.equals(from, to)) {
            changes.put(name, new ValueChange(text(from), text(to)));
        }
    }

    /** Pictures by their addresses. */
    private static @Nullable String text(@Nullable Object value) {
        if (value instanceof List<?> images) {
            return images.stream().map(image -> image instanceof Image it ? it.url() : String.valueOf(image)).toList()
                    .toString();
        }
        return value == null ? null : value.toString();
    }
}
