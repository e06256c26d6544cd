package dev.tradepost.platform.ratelimit;

/**
 * A caller's use of the rate limit.
 *
 * @param used requests in this window, including the current one
 * @param resetAt start of the next window, in epoch milliseconds
 */
record Quota(long used, long resetAt) {

    long remaining(int max) {
        return Math.max(0, max - used);
    }

    boolean isSpent(int max) {
        return used > max;
    }
}
