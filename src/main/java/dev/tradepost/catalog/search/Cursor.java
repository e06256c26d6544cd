package dev.tradepost.catalog.search;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A page begins after this product. Costs the same at any depth, and does not shift when products come and go.
 *
 * @param sort of the list
 * @param page the page's number, for display
 * @param key the value that the list is sorted by, as text; empty if that is the id
 * @param id of the last product of the previous page
 */
record Cursor(ProductSort sort, int page, String key, UUID id) {

    static final int ID_LENGTH = 36;
    private static final int MAX_LENGTH = 1_000;
    private static final String NUMBER = "-?[0-9]{1,20}(\\.[0-9]{1,20})?(e[-+][0-9]{1,2})?";

    /** Opaque to clients. */
    String text() {
        return Base64.getUrlEncoder().withoutPadding()
                .encodeToString((sort + "|" + page + "|" + id + "|" + key).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads what {@link #text} wrote for the same order; null for anything else. A list by relevance may have a cursor by popularity: it
     * continues in the order in which it began.
     */
    static @Nullable Cursor parse(String text, ProductSort sort) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("\\|", 4);
            ProductSort walked = sort == ProductSort.RELEVANCE && parts[0].equals(ProductSort.POPULAR.toString())
                    ? ProductSort.POPULAR
                    : sort;
            if (parts.length != 4 || !parts[0].equals(walked.toString()) || parts[2].length() != ID_LENGTH) {
                return null;
            }
            Cursor cursor = new Cursor(walked, Integer.parseUnsignedInt(parts[1]), parts[3], UUID.fromString(parts[2]));
            return cursor.isPossible() ? cursor : null;
        } catch (IllegalArgumentException broken) {
            return null;
        }
    }

    private boolean isPossible() {
        return page > 1 && switch (sort) {
            case NEWEST -> key.isEmpty();
            case NAME -> key.length() <= 255 && key.chars().noneMatch(Character::isISOControl);
            case PRICE, MINUS_PRICE, POPULAR, RELEVANCE -> key.matches(NUMBER);
        };
    }
}
