/** Messages that processing gave up on: a table where operators list, redrive and discard them. */
@NullMarked
package dev.tradepost.platform.deadletter;

import org.jspecify.annotations.NullMarked;
