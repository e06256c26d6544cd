/** Access to Redis that never waits long. */
@NullMarked
package dev.tradepost.platform.redis;

import org.jspecify.annotations.NullMarked;
