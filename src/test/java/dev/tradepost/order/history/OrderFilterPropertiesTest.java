package dev.tradepost.order.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What a list of orders is asked for, by people and by others. */
class OrderFilterPropertiesTest {

    /** The end of the year 9999, in microseconds. */
    private static final long LATEST = 253_402_300_799_999_999L;

    @Provide
    Arbitrary<Map<String, List<String>>> queries() {
        Arbitrary<String> names = Arbitraries.of("page", "limit", "cursor", "status", "from", "to", "userId",
                "surprise");
        return Arbitraries.maps(names, QueryStrings.values()).ofMaxSize(5).map(query -> query.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> List.of(it.getValue()))));
    }

    @Property
    void any_query_is_read_or_refused_by_parameter(@ForAll("queries") Map<String, List<String>> query) {
        Optional<OrderFilter> filter = QueryStrings.read(query, OrderFilter::of);
        filter.ifPresent(it -> {
            assertThat(query).doesNotContainKey("surprise");
            assertThat(it.page().limit()).isBetween(1, PageRequest.MAX_LIMIT);
            List<Object> values = new ArrayList<>();
            assertThat(it.condition(values).chars().filter(c -> c == '?').count()).isEqualTo(values.size());
        });
    }

    @Property
    void a_cursor_is_read_back_as_it_was_written(@ForAll @IntRange(min = 2, max = 999_999_999) int page,
            @ForAll @LongRange(min = 0, max = LATEST) long micros, @ForAll long high, @ForAll long low) {
        OrderCursor cursor = new OrderCursor(page, Instant.EPOCH.plus(micros, ChronoUnit.MICROS), new UUID(high, low));
        assertThat(cursor.text()).matches("[A-Za-z0-9_-]+");
        assertThat(OrderCursor.parse(cursor.text())).isEqualTo(cursor);
        assertThat(QueryStrings.read(Map.of("cursor", List.of(cursor.text())), OrderFilter::of)).get()
                .extracting(OrderFilter::cursor).isEqualTo(cursor);
    }

    @Property
    void any_other_text_is_no_cursor(@ForAll String text) {
        Assume.that(!text.matches("[0-9]+")); // the time of a cursor
        assertThat(OrderCursor.parse(text)).isNull();
        for (String part : List.of(text, "orders|" + text, "orders|2|" + text + "|" + UUID.randomUUID(),
                "orders|2|1|" + text)) {
            String encoded = Base64.getUrlEncoder().encodeToString(part.getBytes(StandardCharsets.UTF_8));
            assertThat(OrderCursor.parse(encoded)).isNull();
        }
    }
}
