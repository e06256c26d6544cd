/** Looks for what should not be: finds orders, payments and stock that have come to a halt or contradict each other. */
@NullMarked
package dev.tradepost.order.reconciliation;

import org.jspecify.annotations.NullMarked;
