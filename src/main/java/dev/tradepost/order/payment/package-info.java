/** Collecting the money: attempts, the gateway and its answers. */
@NullMarked
package dev.tradepost.order.payment;

import org.jspecify.annotations.NullMarked;
