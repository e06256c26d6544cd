package dev.tradepost.catalog.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.tradepost.catalog.category.CategoryPaths;
import dev.tradepost.catalog.search.ResultCounts.Total.FacetCounts;
import dev.tradepost.kernel.PageRequest;
import dev.tradepost.platform.cache.CacheRegion;
import dev.tradepost.platform.cache.CacheSpec;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.json.Json;

/**
 * What all pages of a list have in common: how many products there are, and how many of each sort. Counting costs more than a
 * page, so that it goes no further than is worth it, and is kept.
 */
@ApplicationScoped
class ResultCounts {

    /** So far an index alone can tell. */
    static final int COUNTED = PageRequest.DEEPEST_ROW;
    /** So far it is worth to look at every product: further on nobody looks at the pages. */
    static final int LOOKED_AT = 2_000;
    private static final int MOST_BRANDS = 20;
    private static final Duration NEAR = Duration.ofMillis(500);
    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final long NEAR_BYTES = 8L << 20;

    private final Sql sql;
    private final CacheRegion<Total> kept;

    ResultCounts(Sql sql, Json json, ProductLists lists) {
        this.sql = sql;
        this.kept = lists.open(new CacheSpec<>(ProductLists.TOTALS, NEAR, _ -> LIFETIME, NEAR_BYTES, _ -> 2_000, true,
                json::write, stored -> json.read(stored, Total.class)));
    }

    /**
     * @param items how many there are
     * @param isExact whether there are not more
     * @param facets null when nobody asked
     */
    @RegisterForReflection // goes to Redis as JSON
    record Total(long items, boolean isExact, @Nullable FacetCounts facets) {

        static final Total NOTHING = new Total(0, true, null);
        /** More than are worth to be looked at one by one. */
        static final Total MANY = new Total(LOOKED_AT, false, null);

        /** Whether there are more than are worth to be looked at one by one. */
        boolean areMany() {
            return !isExact || items > LOOKED_AT;
        }

        /** By id of the category, by brand, by band of prices, each with its number; over so many that were found. */
        @RegisterForReflection
        record FacetCounts(List<ValueCount> categories, List<ValueCount> brands, List<ValueCount> prices,
                boolean isExact) {

            @RegisterForReflection
            record ValueCount(String name, long count) {}

            Stream<UUID> categoryIds() {
                return categories.stream().map(found -> UUID.fromString(found.name()));
            }

            Facets named(CategoryPaths paths, @Nullable String category) {
                return Facets.of(this, paths, category);
            }
        }
    }

    /** @param count is asked where nobody has asked lately: {@link #counted}, or what finds it out with something else */
    Total of(ProductFilter filter, Supplier<Total> count) {
        return kept.get(filter.finds() + (filter.facets() ? "+" : ""), count);
    }

    Total counted(ProductFilter filter, ProductQuery productQuery) {
        if (filter.facets()) {
            return countedBy(productQuery);
        }
        int most = filter.isOfCategoryAlone() ? COUNTED : LOOKED_AT;
        return upTo(most, sql.query(productQuery.count(most + 1), row -> row.getLong(1)).getFirst());
    }

    static Total upTo(int most, long counted) {
        return new Total(Math.min(counted, most), counted <= most, null);
    }

    /**
     * Whether so many products are known to have the words that they are not counted: to find them all would take longer than anything
     * else. Leaves room for what the database's sample of the products may be wrong by.
     */
    boolean areKnownToBeMany(ProductFilter filter, ProductQuery productQuery) {
        return filter.isOfWordsAlone()
                && sql.query(productQuery.common(), row -> row.getDouble(1)).stream()
                        .anyMatch(known -> known > 2 * LOOKED_AT);
    }

    private Total countedBy(ProductQuery productQuery) {
        List<FacetCounts.ValueCount> categories = new ArrayList<>();
        List<FacetCounts.ValueCount> brands = new ArrayList<>();
        List<FacetCounts.ValueCount> prices = new ArrayList<>();
        List<Long> all = new ArrayList<>();
        sql.query(productQuery.facets(COUNTED + 1, MOST_BRANDS), row -> {
            String what = row.getString(1);
            FacetCounts.ValueCount count = new FacetCounts.ValueCount(String.valueOf(row.getString(2)), row.getLong(3));
            switch (what) {
                case "category" -> categories.add(count);
                case "brand" -> brands.add(count);
                case "price" -> prices.add(count);
                default -> all.add(count.count());
            }
            return what;
        });
        long counted = all.getFirst();
        return new Total(Math.min(counted, COUNTED), counted <= COUNTED,
                new FacetCounts(categories, brands, prices, counted <= COUNTED));
    }
}
