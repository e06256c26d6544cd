package dev.tradepost.catalog.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.testsupport.QueryStrings;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Any query string, valid or not. */
class ProductFilterPropertiesTest {

    @Provide
    Arbitrary<Map<String, List<String>>> queries() {
        Arbitrary<String> names = Arbitraries.of("page", "limit", "cursor", "category", "search", "minPrice",
                "maxPrice", "brand", "inStock", "sort", "facets", "surprise");
        return Arbitraries.maps(names, QueryStrings.values()).ofMaxSize(5).map(query -> query.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> List.of(it.getValue()))));
    }

    @Property
    void any_query_is_read_or_refused_by_parameter(@ForAll("queries") Map<String, List<String>> query) {
        Optional<ProductFilter> filter = QueryStrings.read(query, ProductFilter::read);
        filter.ifPresent(it -> {
            assertThat(query).doesNotContainKey("surprise");
            assertThat(it.page().page()).isPositive();
            assertThat(it.page().limit()).isBetween(1, PageRequest.MAX_LIMIT);
            assertThat(it.text()).startsWith(it.matchKey());
            if (it.search() != null) {
                assertThat(it.search().beginnings()).matches("([\\p{L}\\p{N}]+(:\\*)?( & [\\p{L}\\p{N}]+(:\\*)?)*)?");
            }
        });
    }

    @Provide
    Arbitrary<Cursor> cursors() {
        Arbitrary<BigDecimal> numbers = Arbitraries.bigDecimals().ofScale(2)
                .between(BigDecimal.ZERO, BigDecimal.valueOf(1_000_000_000));
        Arbitrary<String> names = Arbitraries.strings().all().excludeChars('\u0000').ofMinLength(1).ofMaxLength(100)
                .filter(name -> name.chars().noneMatch(Character::isISOControl)
                        && StandardCharsets.UTF_8.newEncoder().canEncode(name));
        return Arbitraries.of(ProductSort.class).flatMap(sort -> Combinators.combine(
                Arbitraries.integers().between(2, Integer.MAX_VALUE), switch (sort) {
                    case NEWEST -> Arbitraries.just("");
                    case NAME -> names;
                    case PRICE, MINUS_PRICE -> numbers.map(BigDecimal::toString);
                    case POPULAR, RELEVANCE -> Arbitraries.doubles().between(0, 1e9).map(Object::toString)
                            .map(it -> it.replace("E", "e+"));
                }, Arbitraries.create(UUID::randomUUID)).as((page, key, id) -> new Cursor(sort, page, key, id)));
    }

    @Property
    void a_cursor_is_read_back_as_it_was_written(@ForAll("cursors") Cursor cursor) {
        assertThat(cursor.text()).matches("[A-Za-z0-9_-]+");
        assertThat(Cursor.parse(cursor.text(), cursor.sort())).isEqualTo(cursor);
        Map<String, List<String>> query = Map.of("cursor", List.of(cursor.text()), "sort",
                List.of(cursor.sort().toString()), "search", List.of("lamp"));
        assertThat(QueryStrings.read(query, ProductFilter::read)).get().extracting(ProductFilter::cursor)
                .isEqualTo(cursor);
    }

    @Property
    void a_changed_cursor_is_refused_or_reads_as_another(
            @ForAll("cursors") Cursor cursor, @ForAll ProductSort sort, @ForAll @IntRange(max = 100) int where,
            @ForAll char changed) {
        String text = cursor.text();
        int at = where % text.length();
        String broken = text.substring(0, at) + changed + text.substring(at + 1);
        Map<String, List<String>> query = Map.of("cursor", List.of(broken), "sort", List.of(sort.toString()));
        QueryStrings.read(query, ProductFilter::read).map(ProductFilter::cursor)
                .ifPresent(it -> assertThat(Cursor.parse(it.text(), sort)).isEqualTo(it));
    }

    @Property
    void any_other_text_is_no_cursor(@ForAll String text, @ForAll ProductSort sort) {
        assertThat(Cursor.parse(text, sort)).isNull();
        String encoded = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        assertThat(Cursor.parse(encoded, sort)).isNull();
        assertThat(Cursor.parse(Base64.getUrlEncoder()
                .encodeToString((sort + "|2|" + text + "|" + text).getBytes(StandardCharsets.UTF_8)), sort)).isNull();
    }
}
