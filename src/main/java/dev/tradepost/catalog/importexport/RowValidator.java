package dev.tradepost.catalog.importexport;

import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.product.ProductRequest;
import dev.tradepost.kernel.FieldError;
import dev.tradepost.platform.json.StrictValues;

/** Applies the rules of a product request to a row. Which columns are required is checked later: it depends on whether the product exists. */
final class RowValidator {

    private static final UUID ANY_CATEGORY = new UUID(0, 0);
    private static final int MAX_LOCATION = 100;
    private static final Pattern CATEGORY = Pattern.compile("^categoryId\\b");
    private static final Pattern QUANTITY = Pattern.compile("^initialStock\\b");

    private final StrictValues rules;
    private final Map<String, UUID> categories;

    /** @param categories ids by slug */
    RowValidator(StrictValues rules, Map<String, UUID> categories) {
        this.rules = rules;
        this.categories = categories;
    }

    void check(ImportRow row) {
        line(row, Column.NAME);
        line(row, Column.BRAND);
        line(row, Column.WAREHOUSE_LOCATION);
        String description = row.text(Column.DESCRIPTION);
        if (description != null && !StrictValues.areParagraphs(description)) {
            row.refuse(Column.DESCRIPTION.label(), "format", StrictValues.TEXT_RULE);
        }
        String location = row.text(Column.WAREHOUSE_LOCATION);
        if (location != null && location.length() > MAX_LOCATION) {
            row.refuse(Column.WAREHOUSE_LOCATION.label(), "size", "size must be between 0 and " + MAX_LOCATION);
        }
        for (FieldError broken : rules.broken(request(row, category(row)))) {
            row.refuse(label(broken.pointer()), broken.code(), broken.message());
        }
    }

    private static void line(ImportRow row, Column column) {
        String text = row.text(column);
        if (text != null && !StrictValues.isLine(text)) {
            row.refuse(column.label(), "format", StrictValues.TEXT_RULE);
        }
    }

    private @Nullable UUID category(ImportRow row) {
        if (!row.has(Column.CATEGORY)) {
            return ANY_CATEGORY;
        }
        String slug = row.text(Column.CATEGORY);
        UUID id = slug == null ? null : categories.get(slug);
        if (id != null) {
            row.resolveCategory(id);
        } else if (slug != null) {
            row.refuse(Column.CATEGORY.label(), "not_found", "is not the slug of a category");
        }
        return id;
    }

    /** Missing columns get a value that breaks no rule. */
    @SuppressWarnings("NullAway") // the rules report the nulls
    private static ProductRequest request(ImportRow row, @Nullable UUID categoryId) {
        return new ProductRequest(row.has(Column.NAME) ? row.text(Column.NAME) : "Some name",
                row.text(Column.DESCRIPTION), row.has(Column.PRICE) ? row.price() : BigDecimal.ONE,
                row.text(Column.SKU), categoryId, row.text(Column.BRAND), row.images(), row.specifications(),
                row.quantity());
    }

    private static String label(String pointer) {
        String path = pointer.substring(1);
        path = CATEGORY.matcher(path).replaceFirst(Column.CATEGORY.label());
        return QUANTITY.matcher(path).replaceFirst(Column.QUANTITY.label());
    }
}
