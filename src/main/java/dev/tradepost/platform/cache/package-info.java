/** Keeps what is read often near: in the process for a moment, in Redis for longer, and never what a transaction has changed. */
@NullMarked
package dev.tradepost.platform.cache;

import org.jspecify.annotations.NullMarked;
