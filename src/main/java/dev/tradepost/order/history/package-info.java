/** How orders are read: one, a list, and those that reconciliation looks for. */
@NullMarked
package dev.tradepost.order.history;

import org.jspecify.annotations.NullMarked;
