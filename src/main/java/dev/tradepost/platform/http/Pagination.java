package dev.tradepost.platform.http;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.tradepost.kernel.PageRequest;

/**
 * Where a page lies in its list, in the specification's words and some more.
 *
 * @param totalItems how many there are; at least so many where it is not exact
 * @param totalItemsIsExact false where counting them all would cost more than it is worth
 * @param nextCursor takes the place of {@code page} for the page after this one; left out on the last page, and by lists that have
 *        none
 */
public record Pagination(int currentPage, long totalPages,
        long totalItems, int itemsPerPage,
        boolean totalItemsIsExact,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextCursor) {

    /** A list that has been counted to its end and has no cursor. */
    public static Pagination of(PageRequest request, long totalItems) {
        return of(request, totalItems, true, null);
    }

    public static Pagination of(PageRequest request, long totalItems, boolean isExact, @Nullable String nextCursor) {
        long pages = Math.ceilDiv(totalItems, request.limit());
        return new Pagination(request.page(), pages, totalItems, request.limit(), isExact, nextCursor);
    }
}
