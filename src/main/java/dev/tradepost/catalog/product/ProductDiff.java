package dev.tradepost.catalog.product;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.product.ProductResource.FieldChange;
import dev.tradepost.platform.json.Json;

/** What a change of a product made different, by the field names of the API. */
public record ProductDiff(Map<String, ChangedValue> fields) {

    public ProductDiff() {
        this(new LinkedHashMap<>());
    }

    /** Null stands for no value. */
    public record ChangedValue(@Nullable Object from, @Nullable Object to) {}

    /** Notes the field if the two values differ. */
    public void compare(String field, @Nullable Object from, @Nullable Object to) {
        if (!Objects.equals(from, to)) {
            fields.put(field, new ChangedValue(from, to));
        }
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /**
     * @param to null keeps the value
     * @return the new value
     */
    <T> T change(String field, T from, @Nullable T to) {
        T value = to == null ? from : to;
        compare(field, from, value);
        return value;
    }

    /**
     * @param to null keeps the value, empty removes it
     * @return the new value
     */
    @SuppressWarnings("NullableOptional")
    @Nullable
    String change(String field, @Nullable String from, @Nullable Optional<String> to) {
        String value = to == null ? from : to.orElse(null);
        compare(field, from, value);
        return value;
    }

    /** As the column {@code product_changes.changes} stores it. */
    public String toJson(Json json) {
        Map<String, FieldChange> changes = new LinkedHashMap<>();
        fields.forEach((name, value) -> changes.put(name,
                new FieldChange(text(value.from(), json), text(value.to(), json))));
        return json.write(changes);
    }

    private static @Nullable String text(@Nullable Object value, Json json) {
        return switch (value) {
            case null -> null;
            case BigDecimal amount -> amount.toPlainString();
            case Collection<?> list -> json.write(list);
            case Map<?, ?> map -> json.write(map);
            default -> value.toString();
        };
    }
}
