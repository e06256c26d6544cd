package dev.tradepost.catalog.search;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.search.ProductFilter.Sort;

/**
 * Where a page begins: after this product. Costs the same however deep it lies, and does not shift when products come and go.
 *
 * @param sort of the list
 * @param page its number, to tell
 * @param key what the list is sorted by, as text; empty when it is the id alone
 * @param id of the last product of the page before
 */
record Cursor(Sort sort, int page, String key, UUID id) {

    static final int LENGTH_OF_ID = 36;
    private static final int LONGEST = 1_000;
    private static final String NUMBER = "-?[0-9]{1,20}(\\.[0-9]{1,20})?(e[-+][0-9]{1,2})?";

    /** Opaque to clients. */
    String text() {
        return Base64.getUrlEncoder().withoutPadding()
                .encodeToString((sort + "|" + page + "|" + id + "|" + key).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What {@link #text} has written for the same order; null when it is anything else. Where relevance would be too many to rank,
     * the list goes on in the order in which it began.
     */
    static @Nullable Cursor parse(String text, Sort sort) {
        if (text.length() > LONGEST) {
            return null;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("\\|", 4);
            Sort walked = sort == Sort.RELEVANCE && parts[0].equals(Sort.POPULAR.toString()) ? Sort.POPULAR : sort;
            if (parts.length != 4 || !parts[0].equals(walked.toString()) || parts[2].length() != LENGTH_OF_ID) {
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
