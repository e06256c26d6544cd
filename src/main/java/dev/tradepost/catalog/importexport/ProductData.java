package dev.tradepost.catalog.importexport;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.product.ProductDiff;
import dev.tradepost.catalog.product.ProductRequest.Image;
import dev.tradepost.kernel.Money;
import dev.tradepost.platform.job.RowError;

/** A product as a row describes it, without its stock. */
record ProductData(String name, @Nullable String description, BigDecimal price, UUID categoryId, @Nullable String brand,
        List<Image> images, Map<String, String> specifications, boolean active) {

    ProductData {
        price = price.setScale(Money.SCALE);
    }

    /** A new product from a valid row; null, with errors, if a required column is missing. */
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

    /** This product changed by a row. Columns that the row does not have keep their value. */
    ProductData with(ImportRow row) {
        return new ProductData(Objects.requireNonNullElse(row.text(Column.NAME), name),
                row.has(Column.DESCRIPTION) ? row.text(Column.DESCRIPTION) : description,
                Objects.requireNonNullElse(row.price(), price),
                Objects.requireNonNullElse(row.categoryId(), categoryId),
                row.has(Column.BRAND) ? row.text(Column.BRAND) : brand,
                row.has(Column.IMAGES) ? row.images() : images,
                row.has(Column.SPECIFICATIONS) ? row.specifications() : specifications,
                Objects.requireNonNullElse(row.active(), active));
    }

    @Nullable
    String imageUrl() {
        return images.isEmpty() ? null : images.getFirst().url();
    }

    ProductDiff differenceFrom(ProductData before) {
        ProductDiff diff = new ProductDiff();
        diff.compare("name", before.name, name);
        diff.compare("description", before.description, description);
        diff.compare("price", before.price, price);
        diff.compare("categoryId", before.categoryId, categoryId);
        diff.compare("brand", before.brand, brand);
        diff.compare("images", before.images, images);
        diff.compare("specifications", before.specifications, specifications);
        diff.compare("isActive", before.active, active);
        return diff;
    }
}
