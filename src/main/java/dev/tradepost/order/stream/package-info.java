/** Tells apps that wait how an order gets on. */
@NullMarked
package dev.tradepost.order.stream;

import org.jspecify.annotations.NullMarked;
