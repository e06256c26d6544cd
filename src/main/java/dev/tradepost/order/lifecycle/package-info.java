/** The order itself: its states, its history, and how it is read. */
@NullMarked
package dev.tradepost.order.lifecycle;

import org.jspecify.annotations.NullMarked;
