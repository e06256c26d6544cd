package dev.tradepost.catalog.search;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.catalog.search.ProductFilter.Sort;
import dev.tradepost.platform.cache.Kind;
import dev.tradepost.platform.cache.Region;
import dev.tradepost.platform.database.Queries;

/**
 * Where every hundredth product of a list that leaves nothing out lies, so that a page which is told by its number need not be
 * counted up to from the first. Found in one walk along the index, and kept until any product changes.
 */
@ApplicationScoped
class Milestones {

    private static final int EVERY = 100;
    private static final Duration NEAR = Duration.ofMillis(500);
    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final long NEAR_BYTES = 1L << 20;

    private final Queries queries;
    private final Region<List<Milestone>> kept;

    Milestones(Queries queries, ProductLists lists) {
        this.queries = queries;
        this.kept = lists.open(new Kind<>(ProductLists.MILESTONES, NEAR, _ -> LIFETIME, NEAR_BYTES,
                all -> 200 * all.size(), true, Milestones::write, Milestones::read));
    }

    /**
     * The product before a row of the list, or one some way further up.
     *
     * @param rows between the two
     */
    record Start(String key, UUID id, int rows) {}

    /** @param key what the list is sorted by */
    private record Milestone(String key, UUID id) {}

    /** Where to begin to read at this row, from 0; empty if that is at the beginning. */
    Optional<Start> before(Sort order, int row) {
        int passed = row / EVERY;
        if (passed == 0 || !kept.isOpen()) {
            return Optional.empty();
        }
        List<Milestone> all = kept.get(order.toString(), () -> walk(order));
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Milestone last = all.get(Math.min(passed, all.size()) - 1);
        return Optional.of(new Start(last.key(), last.id(), row - Math.min(passed, all.size()) * EVERY));
    }

    private List<Milestone> walk(Sort order) {
        return queries.all(Finds.everyOne(order, EVERY, Totals.COUNTED),
                row -> new Milestone(row.getString("key"), row.getObject("id", UUID.class)));
    }

    /** A line for each; no line break stands in a name. */
    private static String write(List<Milestone> all) {
        return String.join("\n", all.stream().map(milestone -> milestone.id() + milestone.key()).toList());
    }

    private static List<Milestone> read(String text) {
        List<Milestone> all = new ArrayList<>();
        int id = Cursor.LENGTH_OF_ID;
        text.lines().forEach(
                line -> all.add(new Milestone(line.substring(id), UUID.fromString(line.substring(0, id)))));
        return all;
    }
}
