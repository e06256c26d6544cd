package dev.tradepost.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.tradepost.kernel.PageRequest;

class PaginationTest {

    @ParameterizedTest
    @CsvSource({"1,20,0,0,0", "1,20,1,1,0", "1,20,20,1,0", "2,20,21,2,20", "5,7,3000000000,428571429,28"})
    void the_last_page_may_be_a_short_one(int page, int limit, long items, long pages, int offset) {
        PageRequest request = new PageRequest(page, limit);
        assertThat(request.offset()).isEqualTo(offset);
        assertThat(Pagination.of(request, items)).isEqualTo(new Pagination(page, pages, items, limit, true, null));
        assertThat(Pagination.of(request, items, false, "next"))
                .isEqualTo(new Pagination(page, pages, items, limit, false, "next"));
    }
}
