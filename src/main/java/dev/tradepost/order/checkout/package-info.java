/** Creating an order: prices, stock, number, all in one transaction. */
@NullMarked
package dev.tradepost.order.checkout;

import org.jspecify.annotations.NullMarked;
