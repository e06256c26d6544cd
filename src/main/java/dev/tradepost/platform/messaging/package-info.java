/** Messages over RabbitMQ: its topology, confirmed publishing, acknowledged consuming, retries, and what was lost. */
@NullMarked
package dev.tradepost.platform.messaging;

import org.jspecify.annotations.NullMarked;
