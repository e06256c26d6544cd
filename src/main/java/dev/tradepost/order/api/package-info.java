/** What the world may hear of orders. */
@NullMarked
package dev.tradepost.order.api;

import org.jspecify.annotations.NullMarked;
