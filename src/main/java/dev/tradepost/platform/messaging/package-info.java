/** The RabbitMQ connection, its topology, confirmed publishing and acknowledged consuming. */
@NullMarked
package dev.tradepost.platform.messaging;

import org.jspecify.annotations.NullMarked;
