/** Payments of orders and their refunds. */
@NullMarked
package dev.tradepost.order.payment;

import org.jspecify.annotations.NullMarked;
