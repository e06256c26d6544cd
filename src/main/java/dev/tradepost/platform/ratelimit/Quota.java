package dev.tradepost.platform.ratelimit;

/**
 * What somebody has left.
 *
 * @param used requests in this window, the present one included
 * @param resetAt when the next window begins, in epoch milliseconds
 */
record Quota(long used, long resetAt) {

    long remaining(int max) {
        return Math.max(0, max - used);
    }

    boolean isSpent(int max) {
        return used > max;
    }
}
