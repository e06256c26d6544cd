/** Limits on requests and attempts, in Redis, with a fallback in the process. */
@NullMarked
package dev.tradepost.platform.ratelimit;

import org.jspecify.annotations.NullMarked;
