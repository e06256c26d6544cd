/** The clock. */
@NullMarked
package dev.tradepost.platform.time;

import org.jspecify.annotations.NullMarked;
