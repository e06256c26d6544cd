/** How many requests somebody may send. */
@NullMarked
package dev.tradepost.platform.ratelimit;

import org.jspecify.annotations.NullMarked;
