/** Caches with two tiers, this process and Redis, from which transactions evict what they change. */
@NullMarked
package dev.tradepost.platform.cache;

import org.jspecify.annotations.NullMarked;
