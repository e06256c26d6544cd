package dev.tradepost.catalog.importexport;

import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.product.ProductRequest;
import dev.tradepost.kernel.FieldError;
import dev.tradepost.platform.json.StrictValues;

/** Holds a row to the rules that a product's own request is held to. Whether it may leave something out shows later. */
final class RowValidator {

    private static final UUID SOME_CATEGORY = new UUID(0, 0);
    private static final int LONGEST_LOCATION = 100;
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
        if (location != null && location.length() > LONGEST_LOCATION) {
            row.refuse(Column.WAREHOUSE_LOCATION.label(), "size", "size must be between 0 and " + LONGEST_LOCATION);
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
        if (!row.says(Column.CATEGORY)) {
            return SOME_CATEGORY;
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

    /** What is not said stands as something that breaks no rule. */
    @SuppressWarnings("NullAway") // whether there is a null where there may be none is what the rules are asked
    private static ProductRequest request(ImportRow row, @Nullable UUID categoryId) {
        return new ProductRequest(row.says(Column.NAME) ? row.text(Column.NAME) : "Some name",
                row.text(Column.DESCRIPTION), row.says(Column.PRICE) ? row.price() : BigDecimal.ONE,
                row.text(Column.SKU), categoryId, row.text(Column.BRAND), row.images(), row.specifications(),
                row.quantity());
    }

    private static String label(String pointer) {
        String path = pointer.substring(1);
        path = CATEGORY.matcher(path).replaceFirst(Column.CATEGORY.label());
        return QUANTITY.matcher(path).replaceFirst(Column.QUANTITY.label());
    }
}
