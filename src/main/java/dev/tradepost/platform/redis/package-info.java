/** The way to Redis of what must not wait for it. */
@NullMarked
package dev.tradepost.platform.redis;

import org.jspecify.annotations.NullMarked;
