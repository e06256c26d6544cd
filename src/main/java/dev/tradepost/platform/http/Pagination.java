package dev.tradepost.platform.http;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.tradepost.kernel.PageRequest;

/**
 * The position of a page in its list.
 *
 * @param totalItems number of items; a lower bound if it is not exact
 * @param totalItemsIsExact false if counting all items would be too expensive
 * @param nextCursor replaces {@code page} in the request for the next page; missing on the last page, and in lists without cursors
 */
public record Pagination(int currentPage, long totalPages,
        long totalItems, int itemsPerPage,
        boolean totalItemsIsExact,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextCursor) {

    /** A list with an exact count and without a cursor. */
    public static Pagination of(PageRequest request, long totalItems) {
        return of(request, totalItems, true, null);
    }

    public static Pagination of(PageRequest request, long totalItems, boolean isExact, @Nullable String nextCursor) {
        long pages = Math.ceilDiv(totalItems, request.limit());
        return new Pagination(request.page(), pages, totalItems, request.limit(), isExact, nextCursor);
    }
}
