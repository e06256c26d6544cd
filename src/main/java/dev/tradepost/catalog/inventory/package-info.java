/** Stock, reservations and stock adjustments. */
@NullMarked
package dev.tradepost.catalog.inventory;

import org.jspecify.annotations.NullMarked;
