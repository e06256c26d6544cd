package dev.tradepost.catalog.category;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.tradepost.catalog.category.CategoryPaths.CategoryRow;
import dev.tradepost.catalog.category.CategoryPaths.Crumb;
import dev.tradepost.kernel.Ids;

class CategoryPathsTest {

    private final UUID audio = Ids.next();
    private final UUID headphones = Ids.next();
    private final UUID inEar = Ids.next();
    private final UUID garden = Ids.next();
    private final List<CategoryRow> rows = List.of(new CategoryRow(inEar, headphones, "In-ear", "in-ear"),
            new CategoryRow(audio, null, "Audio", "audio"),
            new CategoryRow(headphones, audio, "Headphones", "headphones"),
            new CategoryRow(garden, null, "Garden", "garden"));
    private final CategoryPaths paths = new CategoryPaths(rows);

    @Test
    void a_path_leads_from_the_top_to_the_category_itself() {
        assertThat(paths.path(inEar)).containsExactly(new Crumb(audio, "Audio", "audio"),
                new Crumb(headphones, "Headphones", "headphones"), new Crumb(inEar, "In-ear", "in-ear"));
        assertThat(paths.path(UUID.randomUUID())).isEmpty();
        assertThat(paths.name(headphones)).isEqualTo("Headphones");
        assertThat(paths.name(UUID.randomUUID())).isNull();
    }

    @Test
    void a_category_is_found_by_id_and_by_slug() {
        assertThat(paths.find("in-ear")).contains(inEar);
        assertThat(paths.find("IN-EAR")).contains(inEar);
        assertThat(paths.find(inEar.toString().toUpperCase(Locale.ROOT))).contains(inEar);
        assertThat(paths.find("nothing")).isEmpty();
        assertThat(paths.find(UUID.randomUUID().toString())).isEmpty();
    }

    @Test
    void a_subtree_has_all_descendants() {
        assertThat(paths.withDescendants(audio)).containsExactlyInAnyOrder(audio, headphones, inEar);
        assertThat(paths.withDescendants(garden)).containsExactly(garden);
        assertThat(paths.withDescendants(UUID.randomUUID())).isEmpty();
    }

    @Test
    void the_version_depends_on_the_tree_and_not_on_the_order_of_its_rows() {
        assertThat(new CategoryPaths(rows.reversed()).version()).isEqualTo(paths.version()).hasSize(16);
        assertThat(new CategoryPaths(rows.subList(1, 4)).version()).isNotEqualTo(paths.version());
        assertThat(new CategoryPaths(List.of(rows.get(0), rows.get(1), rows.get(2),
                new CategoryRow(garden, audio, "Garden", "garden"))).version()).isNotEqualTo(paths.version());
        assertThat(new CategoryPaths(List.of()).version()).isNotEqualTo(paths.version());
    }
}
