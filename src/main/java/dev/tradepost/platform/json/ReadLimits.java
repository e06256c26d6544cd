package dev.tradepost.platform.json;

/**
 * How much of a JSON body is read. Each limit is a little more than any field may have, so that the field's own rule refuses the value, and
 * what lies beyond costs no memory and no validation.
 */
final class ReadLimits {

    /** Items of one list, entries of one map. */
    static final int ITEMS = 101;
    /** Characters of one text. */
    static final int TEXT = 5_001;
    /** After so many broken fields the rest of the body is not looked at, and the answer stays small. */
    static final int ERRORS = 100;

    private ReadLimits() {}
}
