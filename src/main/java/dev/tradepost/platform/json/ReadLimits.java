package dev.tradepost.platform.json;

/**
 * How much of a JSON body is read. Each limit is a little above that of any field, so that the field's own rule refuses the value, while
 * the rest costs no memory and no validation.
 */
final class ReadLimits {

    /** Items of one list, entries of one map. */
    static final int ITEMS = 101;
    /** Characters of one text. */
    static final int TEXT = 5_001;
    /** After this many broken fields the rest of the body is not read, and the response stays small. */
    static final int ERRORS = 100;

    private ReadLimits() {}
}
