package dev.tradepost.kernel;

/**
 * Which page of a list is wanted.
 *
 * @param page from 1
 * @param limit items per page, 1 to {@link #MAX_LIMIT}
 */
public record PageRequest(int page, int limit) {

    public static final int DEFAULT_LIMIT = 20;
    public static final int MAX_LIMIT = 100;
    /** A page number costs the database every row before it; past this many rows it is refused. */
    public static final int DEEPEST_ROW = 10_000;

    public int offset() {
        return (page - 1) * limit;
    }
}
