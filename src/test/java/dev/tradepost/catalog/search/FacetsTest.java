package dev.tradepost.catalog.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.tradepost.catalog.category.CategoryPaths;
import dev.tradepost.catalog.category.CategoryPaths.Row;
import dev.tradepost.catalog.search.Facets.CategoryCount;
import dev.tradepost.catalog.search.Totals.Total.Counts;
import dev.tradepost.kernel.Ids;

class FacetsTest {

    private final UUID audio = Ids.next();
    private final UUID headphones = Ids.next();
    private final UUID newer = Ids.next();
    private final CategoryPaths paths = new CategoryPaths(List.of(new Row(audio, null, "Audio", "audio"),
            new Row(headphones, audio, "Headphones", "headphones")));
    private final Counts counts = new Counts(
            List.of(new Counts.Of(headphones.toString(), 3), new Counts.Of(newer.toString(), 2),
                    new Counts.Of(audio.toString(), 1)),
            List.of(), List.of(), true);

    @Test
    void a_category_that_is_not_in_the_tree_is_left_out() {
        assertThat(Facets.of(counts, paths, null).categories())
                .containsExactly(new CategoryCount(audio, "Audio", "audio", 4));
        assertThat(Facets.of(counts, paths, newer.toString()).categories())
                .containsExactly(new CategoryCount(audio, "Audio", "audio", 4));
    }

    @Test
    void what_lies_below_the_listed_category_is_counted_by_the_next_level() {
        assertThat(Facets.of(counts, paths, "audio").categories()).containsExactly(
                new CategoryCount(headphones, "Headphones", "headphones", 3),
                new CategoryCount(audio, "Audio", "audio", 1));
    }
}
