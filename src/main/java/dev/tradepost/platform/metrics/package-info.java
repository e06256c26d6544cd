/** What is counted and logged of every request, by the names that the specification gives. */
@NullMarked
package dev.tradepost.platform.metrics;

import org.jspecify.annotations.NullMarked;
