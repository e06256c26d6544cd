/** The process itself; what it does is in the modules. */
@NullMarked
package dev.tradepost;

import org.jspecify.annotations.NullMarked;
