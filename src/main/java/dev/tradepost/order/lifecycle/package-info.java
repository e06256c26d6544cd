/** The order itself: its status, its transitions, and its history. */
@NullMarked
package dev.tradepost.order.lifecycle;

import org.jspecify.annotations.NullMarked;
