/** The RabbitMQ connection, its topology, confirmed publishing and acknowledged consuming. */
@NullMarked
package dev.tradepost.platform.broker;

import org.jspecify.annotations.NullMarked;
