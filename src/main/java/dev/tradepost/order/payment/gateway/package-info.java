/** Payment gateways: what the shop expects of them, which one is configured, and one that moves no money. */
@NullMarked
package dev.tradepost.order.payment.gateway;

import org.jspecify.annotations.NullMarked;
