package dev.tradepost.catalog.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.tradepost.catalog.category.CategoryPaths;
import dev.tradepost.catalog.category.CategoryPaths.CategoryRow;
import dev.tradepost.catalog.search.Facets.CategoryCount;
import dev.tradepost.catalog.search.ResultCounts.Total.FacetCounts;
import dev.tradepost.kernel.Ids;

class FacetsTest {

    private final UUID audio = Ids.next();
    private final UUID headphones = Ids.next();
    private final UUID newer = Ids.next();
    private final CategoryPaths paths = new CategoryPaths(List.of(new CategoryRow(audio, null, "Audio", "audio"),
            new CategoryRow(headphones, audio, "Headphones", "headphones")));
    private final FacetCounts counts = new FacetCounts(
            List.of(new FacetCounts.ValueCount(headphones.toString(), 3),
                    new FacetCounts.ValueCount(newer.toString(), 2),
                    new FacetCounts.ValueCount(audio.toString(), 1)),
            List.of(), List.of(), true);

    @Test
    void a_category_missing_from_the_tree_is_left_out() {
        assertThat(Facets.of(counts, paths, null).categories())
                .containsExactly(new CategoryCount(audio, "Audio", "audio", 4));
        assertThat(Facets.of(counts, paths, newer.toString()).categories())
                .containsExactly(new CategoryCount(audio, "Audio", "audio", 4));
    }

    @Test
    void descendants_count_towards_the_next_level() {
        assertThat(Facets.of(counts, paths, "audio").categories()).containsExactly(
                new CategoryCount(headphones, "Headphones", "headphones", 3),
                new CategoryCount(audio, "Audio", "audio", 1));
    }
}
