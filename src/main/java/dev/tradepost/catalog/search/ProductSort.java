package dev.tradepost.catalog.search;

import org.jspecify.annotations.Nullable;

/** The orders of a list. Each ends with the id, so that pages neither overlap nor leave gaps. */
enum ProductSort {
    /** By id alone: ids are in the order of creation. */
    NEWEST("newest", null, "", true),
    PRICE("price", "p.price", "numeric", false),
    MINUS_PRICE("-price", "p.price", "numeric", true),
    NAME("name", "p.name", "varchar", false),
    POPULAR("popular", "p.popularity", "double precision", true),
    RELEVANCE("relevance", "rank", "double precision", true);

    private final String parameter;
    private final @Nullable String key;
    private final String type;
    private final boolean descending;

    ProductSort(String parameter, @Nullable String key, String type, boolean descending) {
        this.parameter = parameter;
        this.key = key;
        this.type = type;
        this.descending = descending;
    }

    /** True if products are sorted by something before the id. */
    boolean hasKey() {
        return key != null;
    }

    /** SQL of the value before the id; a constant if there is none. */
    String key() {
        return key == null ? "0" : key;
    }

    String direction() {
        return descending ? "desc" : "asc";
    }

    /** SQL of the whole order, for these two columns. */
    String orderBy(String keyColumn, String idColumn) {
        return (hasKey() ? keyColumn + " " + direction() + ", " : "") + idColumn + " " + direction();
    }

    /** SQL that is true for products behind a place; its values are {@code key} (if there is one) and {@code id}. */
    String after(String keyColumn, String idColumn) {
        String beyond = descending ? " < " : " > ";
        return hasKey()
                ? "(" + keyColumn + ", " + idColumn + ")" + beyond + "(cast(? as " + type + "), ?)"
                : idColumn + beyond + "?";
    }

    @Override
    public String toString() {
        return parameter;
    }
}
