/** The RabbitMQ consumers that carry an order from placed to processing. */
@NullMarked
package dev.tradepost.order.processing;

import org.jspecify.annotations.NullMarked;
