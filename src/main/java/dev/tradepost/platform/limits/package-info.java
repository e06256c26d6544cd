/** Limits per instance: connections, sizes of bodies, concurrent requests. */
@NullMarked
package dev.tradepost.platform.limits;

import org.jspecify.annotations.NullMarked;
