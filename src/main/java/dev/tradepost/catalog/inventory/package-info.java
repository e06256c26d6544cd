/** How much there is of each product, and for whom it is held. */
@NullMarked
package dev.tradepost.catalog.inventory;

import org.jspecify.annotations.NullMarked;
