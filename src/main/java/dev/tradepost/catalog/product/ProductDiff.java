package dev.tradepost.catalog.product;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** Collects what becomes other about a product, field by field. */
final class ProductDiff {

    private final Map<String, ChangedValue> fields = new LinkedHashMap<>();

    /** @param from null when there was none, as with {@code to} */
    record ChangedValue(@Nullable Object from, @Nullable Object to) {}

    /**
     * @param to null leaves the field as it is
     * @return what the field is from now on
     */
    <T> T after(String field, T from, @Nullable T to) {
        if (to == null || to.equals(from)) {
            return from;
        }
        fields.put(field, new ChangedValue(from, to));
        return to;
    }

    /** {@link #after} for a field that can be taken away. */
    @SuppressWarnings("NullableOptional") // null: not mentioned; empty: taken away
    @Nullable
    String afterOrNone(String field, @Nullable String from, @Nullable Optional<String> to) {
        if (to == null || Objects.equals(from, to.orElse(null))) {
            return from;
        }
        fields.put(field, new ChangedValue(from, to.orElse(null)));
        return to.orElse(null);
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    Map<String, ChangedValue> fields() {
        return fields;
    }
}
