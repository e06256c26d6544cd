package dev.tradepost.catalog.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.platform.cache.CacheRegion;
import dev.tradepost.platform.cache.CacheSpec;
import dev.tradepost.platform.database.Sql;

/** Every hundredth product of the unfiltered list: a deep page is read from the nearest of these instead of from the first row. */
@ApplicationScoped
class PageAnchors {

    private static final int INTERVAL = 100;
    private static final Duration LOCAL = Duration.ofMillis(500);
    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final long LOCAL_BYTES = 1L << 20;

    private final Sql sql;
    private final CacheRegion<List<Anchor>> cache;

    PageAnchors(Sql sql, ProductLists lists) {
        this.sql = sql;
        this.cache = lists.open(new CacheSpec<>(ProductLists.ANCHORS, LOCAL, _ -> LIFETIME, LOCAL_BYTES,
                anchors -> 200 * anchors.size(), true, PageAnchors::write, PageAnchors::read));
    }

    /**
     * A product at or before the row where a page begins.
     *
     * @param key the value that the list is sorted by
     * @param rows to skip after the product
     */
    record PageStart(String key, UUID id, int rows) {}

    private record Anchor(String key, UUID id) {}

    /** Where to start reading for a row, counted from 0; empty for the beginning of the list. */
    Optional<PageStart> before(ProductSort sort, int row) {
        int passed = row / INTERVAL;
        if (passed == 0 || !cache.isOpen()) {
            return Optional.empty();
        }
        List<Anchor> anchors = cache.get(sort.toString(), () -> query(sort));
        if (anchors.isEmpty()) {
            return Optional.empty();
        }
        int nearest = Math.min(passed, anchors.size());
        Anchor anchor = anchors.get(nearest - 1);
        return Optional.of(new PageStart(anchor.key(), anchor.id(), row - nearest * INTERVAL));
    }

    private List<Anchor> query(ProductSort sort) {
        String order = sort.orderBy(sort.key(), "p.id");
        return sql.query("""
                select listed.key::text as key, listed.id
                  from (select p.id, %s as key, row_number() over (order by %s) as n
                          from catalog.products p where p.is_active order by %s limit ?) as listed
                 where listed.n %% ? = 0 order by listed.n""".formatted(sort.key(), order, order),
                row -> new Anchor(row.getString("key"), row.getObject("id", UUID.class)), ResultCounts.MAX_COUNTED,
                INTERVAL);
    }

    /** A line per anchor; names contain no line breaks. */
    private static String write(List<Anchor> anchors) {
        return String.join("\n", anchors.stream().map(anchor -> anchor.id() + anchor.key()).toList());
    }

    private static List<Anchor> read(String text) {
        List<Anchor> anchors = new ArrayList<>();
        int id = Cursor.ID_LENGTH;
        text.lines().forEach(
                line -> anchors.add(new Anchor(line.substring(id), UUID.fromString(line.substring(0, id)))));
        return anchors;
    }
}
