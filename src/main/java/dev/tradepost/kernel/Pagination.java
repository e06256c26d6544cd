package dev.tradepost.kernel;

/** Where a page lies in its list, in the specification's words. */
public record Pagination(int currentPage, long totalPages, long totalItems, int itemsPerPage) {

    public static Pagination of(PageRequest request, long totalItems) {
        long pages = Math.ceilDiv(totalItems, request.limit());
        return new Pagination(request.page(), pages, totalItems, request.limit());
    }
}
