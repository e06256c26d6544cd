/** Events of orders that other systems may consume. */
@NullMarked
package dev.tradepost.order.api;

import org.jspecify.annotations.NullMarked;
