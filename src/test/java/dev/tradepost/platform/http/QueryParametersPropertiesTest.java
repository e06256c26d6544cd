package dev.tradepost.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.platform.json.JsonPointers;
import dev.tradepost.platform.json.PlainText;
import dev.tradepost.testsupport.QueryStrings;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any text is read as what it says, or refused as the parameter that it is. */
class QueryParametersPropertiesTest {

    private static final String NAME = "parameter";

    @Provide
    Arbitrary<String> values() {
        return QueryStrings.values();
    }

    @Property
    void an_amount_is_read_exactly(@ForAll("values") String value) {
        Optional<BigDecimal> amount = QueryStrings.read(Map.of(NAME, List.of(value)), query -> query.amount(NAME));
        amount.ifPresent(it -> assertThat(it).isNotNegative().isEqualTo(new BigDecimal(value)));
    }

    @Property
    void a_whole_number_is_one_of_those_that_may_be(@ForAll("values") String value) {
        Optional<Integer> number = QueryStrings.read(Map.of(NAME, List.of(value)), query -> query.number(NAME, 7, 100));
        number.ifPresent(it -> assertThat(it).isBetween(1, 100));
    }

    @Property
    void a_page_reaches_no_deeper_than_the_deepest_row(@ForAll("values") String page, @ForAll("values") String limit) {
        Optional<PageRequest> read = QueryStrings.read(Map.of("page", List.of(page), "limit", List.of(limit)),
                QueryParameters::page);
        read.ifPresent(it -> {
            assertThat(it.offset()).isNotNegative();
            assertThat(it.offset() + it.limit()).isLessThanOrEqualTo(PageRequest.DEEPEST_ROW);
        });
    }

    @Property
    void a_text_is_one_line_without_blanks_around_it(@ForAll("values") String value) {
        Optional<String> text = QueryStrings.read(Map.of(NAME, List.of(value)), query -> query.text(NAME));
        text.ifPresent(it -> assertThat(it).isEqualTo(value.strip()).isNotEmpty().matches(PlainText::isLine));
    }

    @Property
    void an_id_is_read_as_it_is_written(@ForAll("values") String value) {
        Optional<UUID> id = QueryStrings.read(Map.of(NAME, List.of(value)), query -> query.id(NAME));
        id.ifPresent(it -> assertThat(it.toString()).isEqualToIgnoringCase(value));
    }

    @Property
    void a_time_is_one_that_the_database_can_hold(@ForAll("values") String value) {
        Optional<Instant> time = QueryStrings.read(Map.of(NAME, List.of(value)), query -> query.time(NAME));
        time.ifPresent(it -> assertThat(it).isBetween("1970-01-01T00:00:00Z", "9999-01-01T00:00:00Z"));
    }

    @Property
    void a_choice_and_a_flag_are_written_in_one_way(@ForAll("values") String value) {
        QueryStrings.read(Map.of(NAME, List.of(value)), query -> query.choice(NAME, DayOfWeek.MONDAY))
                .ifPresent(it -> assertThat(value).isIn("", it.toString()));
        QueryStrings.read(Map.of(NAME, List.of(value)), query -> query.flag(NAME))
                .ifPresent(it -> assertThat(value).isEqualTo(it.toString()));
    }

    @Property
    void what_nobody_asks_for_or_stands_twice_is_refused(@ForAll("values") String value,
            @ForAll("values") String other) {
        assertThat(QueryStrings.read(Map.of(NAME, List.of(value)), _ -> "nothing")).isEmpty();
        assertThat(QueryStrings.read(Map.of(NAME, List.of(value, other)), query -> query.opaque(NAME) + ".")).isEmpty();
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("a", "~", "/", "\u00e9", "\ud83d\ude00").list().ofMaxSize(80)
                .map(it -> String.join("", it));
    }

    /** It comes back in the answer. */
    @Property
    void a_name_that_a_client_made_up_is_cut_to_whole_characters(@ForAll("names") String name) {
        String shown = JsonPointers.escape(name);
        assertThat(PlainText.isLine(shown)).isTrue();
        assertThat(shown.replace("~1", "/").replace("~0", "~").replace("\u2026", "")).hasSizeBetween(
                Math.min(name.length(), 63), 64).isSubstringOf(name);
    }
}
