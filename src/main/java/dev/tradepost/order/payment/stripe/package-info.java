/** The adapter of Stripe: charges, refunds and the webhook. */
@NullMarked
package dev.tradepost.order.payment.stripe;

import org.jspecify.annotations.NullMarked;
