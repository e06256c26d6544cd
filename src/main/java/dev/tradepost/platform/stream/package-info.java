/** Server-sent events: who has which streams open, and for how long they may. */
@NullMarked
package dev.tradepost.platform.stream;

import org.jspecify.annotations.NullMarked;
