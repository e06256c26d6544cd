package dev.tradepost.catalog.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.catalog.search.ProductFilter.Sort;
import dev.tradepost.platform.cache.CacheRegion;
import dev.tradepost.platform.cache.CacheSpec;
import dev.tradepost.platform.database.Sql;

/**
 * Where every hundredth product of a list that leaves nothing out lies, so that a page which is told by its number need not be
 * counted up to from the first. Found in one walk along the index, and kept until any product changes.
 */
@ApplicationScoped
class PageAnchors {

    private static final int EVERY = 100;
    private static final Duration NEAR = Duration.ofMillis(500);
    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final long NEAR_BYTES = 1L << 20;

    private final Sql sql;
    private final CacheRegion<List<Anchor>> kept;

    PageAnchors(Sql sql, ProductLists lists) {
        this.sql = sql;
        this.kept = lists.open(new CacheSpec<>(ProductLists.MILESTONES, NEAR, _ -> LIFETIME, NEAR_BYTES,
                all -> 200 * all.size(), true, PageAnchors::write, PageAnchors::read));
    }

    /**
     * The product before a row of the list, or one some way further up.
     *
     * @param rows between the two
     */
    record PageStart(String key, UUID id, int rows) {}

    /** @param key what the list is sorted by */
    private record Anchor(String key, UUID id) {}

    /** Where to begin to read at this row, from 0; empty if that is at the beginning. */
    Optional<PageStart> before(Sort order, int row) {
        int passed = row / EVERY;
        if (passed == 0 || !kept.isOpen()) {
            return Optional.empty();
        }
        List<Anchor> all = kept.get(order.toString(), () -> walk(order));
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Anchor last = all.get(Math.min(passed, all.size()) - 1);
        return Optional.of(new PageStart(last.key(), last.id(), row - Math.min(passed, all.size()) * EVERY));
    }

    private List<Anchor> walk(Sort order) {
        return sql.query(ProductQuery.everyOne(order, EVERY, ResultCounts.COUNTED),
                row -> new Anchor(row.getString("key"), row.getObject("id", UUID.class)));
    }

    /** A line for each; no line break stands in a name. */
    private static String write(List<Anchor> all) {
        return String.join("\n", all.stream().map(milestone -> milestone.id() + milestone.key()).toList());
    }

    private static List<Anchor> read(String text) {
        List<Anchor> all = new ArrayList<>();
        int id = Cursor.LENGTH_OF_ID;
        text.lines().forEach(
                line -> all.add(new Anchor(line.substring(id), UUID.fromString(line.substring(0, id)))));
        return all;
    }
}
