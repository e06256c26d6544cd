/** Creating an order: prices, stock, number, all in one transaction. */
@NullMarked
package dev.tradepost.order.placement;

import org.jspecify.annotations.NullMarked;
