/** Switch and sampling of traces. */
@NullMarked
package dev.tradepost.platform.tracing;

import org.jspecify.annotations.NullMarked;
