package dev.tradepost.catalog.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.tradepost.catalog.search.ResultCounts.Total.FacetCounts;
import dev.tradepost.catalog.search.ResultCounts.Total.FacetCounts.ValueCount;
import dev.tradepost.kernel.PageRequest;
import dev.tradepost.platform.cache.CacheRegion;
import dev.tradepost.platform.cache.CacheSpec;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.json.Json;

/**
 * How many products a filter finds, in all and per facet: the same for all pages of a list, and cached for longer than they are. Counting
 * costs more than reading a page, so it stops early.
 */
@ApplicationScoped
class ResultCounts {

    /** As far as an index alone can count. */
    static final int MAX_COUNTED = PageRequest.DEEPEST_ROW;
    /** As far as counting is worth looking at each product. */
    static final int MAX_EXAMINED = 2_000;
    private static final int MAX_BRANDS = 20;
    private static final Duration LOCAL = Duration.ofMillis(500);
    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final long LOCAL_BYTES = 8L << 20;

    private final Sql sql;
    private final CacheRegion<Total> cache;

    ResultCounts(Sql sql, Json json, ProductLists lists) {
        this.sql = sql;
        this.cache = lists
                .open(new CacheSpec<>(ProductLists.TOTALS, LOCAL, _ -> LIFETIME, LOCAL_BYTES, _ -> 2_000, true,
                        json::write, stored -> json.read(stored, Total.class)));
    }

    /**
     * @param items products that were found and counted
     * @param isExact false if there are more
     * @param facets null unless the request asks for them
     */
    @RegisterForReflection // JSON in Redis
    record Total(long items, boolean isExact, @Nullable FacetCounts facets) {

        static final Total NONE = new Total(0, true, null);
        static final Total MANY = new Total(MAX_EXAMINED, false, null);

        static Total upTo(int limit, long counted) {
            return new Total(Math.min(counted, limit), counted <= limit, null);
        }

        boolean isMany() {
            return !isExact || items > MAX_EXAMINED;
        }

        /** Counts by category id, by brand and by price bucket. */
        @RegisterForReflection
        record FacetCounts(List<ValueCount> categories, List<ValueCount> brands, List<ValueCount> prices,
                boolean isExact) {

            @RegisterForReflection
            record ValueCount(String name, long count) {}

            Stream<UUID> categoryIds() {
                return categories.stream().map(found -> UUID.fromString(found.name()));
            }
        }
    }

    /** @param count called if the total is not cached: {@link #count}, or a query that counts on the way */
    Total get(ProductFilter filter, Supplier<Total> count) {
        return cache.get(filter.matchKey() + (filter.facets() ? "+" : ""), count);
    }

    Total count(ProductConditions conditions) {
        if (conditions.filter().facets()) {
            return countFacets(conditions);
        }
        int limit = conditions.filter().hasOnlyCategory() ? MAX_COUNTED : MAX_EXAMINED;
        return Total.upTo(limit,
                sql.query(CountStatements.count(conditions, limit + 1), row -> row.getLong(1)).getFirst());
    }

    /**
     * Whether the statistics say that the words have so many matches that counting them would take longer than anything else. Requires
     * twice as many as needed, because the statistics are a sample.
     */
    boolean areKnownToBeMany(ProductFilter filter) {
        return filter.search() != null && filter.hasOnlySearch()
                && sql.query(CountStatements.estimate(filter.search()), row -> row.getDouble(1)).stream()
                        .anyMatch(estimate -> estimate > 2 * MAX_EXAMINED);
    }

    private Total countFacets(ProductConditions conditions) {
        Map<String, List<ValueCount>> counts = new HashMap<>();
        sql.query(CountStatements.facets(conditions, MAX_COUNTED + 1, MAX_BRANDS),
                row -> counts.computeIfAbsent(row.getString("what"), _ -> new ArrayList<>())
                        .add(new ValueCount(String.valueOf(row.getString("name")), row.getLong("n"))));
        Total total = Total.upTo(MAX_COUNTED, counts.getOrDefault("all", List.of()).getFirst().count());
        return new Total(total.items(), total.isExact(), new FacetCounts(counts.getOrDefault("category", List.of()),
                counts.getOrDefault("brand", List.of()), counts.getOrDefault("price", List.of()), total.isExact()));
    }
}
