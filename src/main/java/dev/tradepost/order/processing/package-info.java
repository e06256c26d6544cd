/** The RabbitMQ consumers that carry an order from placed to processing, and the metrics of their way. */
@NullMarked
package dev.tradepost.order.processing;

import org.jspecify.annotations.NullMarked;
