package dev.tradepost.order.payment.stripe;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.order.payment.Payments;
import dev.tradepost.order.payment.Payments.KnownPayment;
import dev.tradepost.order.payment.gateway.PaymentGateway.ChargeOutcome;
import dev.tradepost.order.payment.gateway.PaymentGateway.GatewayUnavailable;
import dev.tradepost.order.payment.stripe.StripeObjects.Intent;
import dev.tradepost.order.payment.stripe.StripeObjects.StripeEvent;
import dev.tradepost.order.payment.stripe.StripeObjects.StripeRefund;
import dev.tradepost.platform.database.Retention;
import dev.tradepost.platform.database.Sql;

/**
 * Handles the events of Stripe's webhook. They arrive twice, late and in any order: each has one effect, and an event that reports a
 * failed payment is checked at Stripe first.
 */
@ApplicationScoped
class StripeEvents {

    private static final Logger LOG = Logger.getLogger(StripeEvents.class);
    /** Stripe repeats an event for three days. */
    private static final Duration RETENTION = Duration.ofDays(30);

    private final Sql sql;
    private final Payments payments;
    private final StripeGateway gateway;
    private final Clock clock;

    StripeEvents(Sql sql, Payments payments, StripeGateway gateway, Clock clock) {
        this.sql = sql;
        this.payments = payments;
        this.gateway = gateway;
        this.clock = clock;
    }

    /**
     * Must be called outside a transaction.
     *
     * @throws GatewayUnavailable if Stripe does not know the outcome yet: the event has to be sent again
     */
    void handle(StripeEvent event) throws GatewayUnavailable {
        switch (event.type()) {
            case "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled" ->
                handlePayment(event, StripeObjects.as(event.data().object(), Intent.class));
            case "refund.updated", "refund.failed", "charge.refund.updated" ->
                handleRefund(event, StripeObjects.as(event.data().object(), StripeRefund.class));
            default -> LOG.debugf("Ignored event %s of type %s", event.id(), event.type());
        }
    }

    private void handlePayment(StripeEvent event, Intent intent) throws GatewayUnavailable {
        Optional<KnownPayment> found = id(intent.metadata(), StripeGateway.PAYMENT_ID).flatMap(payments::find)
                .filter(payment -> isOf(payment, intent));
        if (found.isEmpty()) {
            LOG.infof("Ignored event %s: intent %s belongs to no payment", event.id(), intent.id());
            return;
        }
        boolean succeeded = event.type().equals("payment_intent.succeeded");
        if (!succeeded && !found.get().isOpen()) {
            return;
        }
        // After a failed confirmation the customer could still pay with another card, for an order that is closed by then.
        // Cancelling the intent rules that out, and returns a success that came after the event.
        ChargeOutcome outcome = succeeded ? new ChargeOutcome.Captured(intent.id()) : gateway.abandon(intent.id());
        once(event, () -> payments.complete(found.get(), outcome));
    }

    private static boolean isOf(KnownPayment payment, Intent intent) {
        return payment.gateway().equals(StripeGateway.NAME)
                && (payment.gatewayReference() == null || payment.gatewayReference().equals(intent.id()));
    }

    private void handleRefund(StripeEvent event, StripeRefund refund) {
        Optional<UUID> refundId = id(refund.metadata(), StripeGateway.REFUND_ID);
        if (refundId.isPresent()) {
            StripeGateway.outcome(refund)
                    .ifPresent(outcome -> once(event, () -> payments.completeRefund(refundId.get(), outcome)));
        }
    }

    private void once(StripeEvent event, Runnable effect) {
        QuarkusTransaction.requiringNew().run(() -> {
            int added = sql.update(
                    "insert into orders.stripe_events (id, type, received_at) values (?, ?, ?) on conflict do nothing",
                    event.id(), event.type(), clock.instant());
            if (added == 1) {
                effect.run();
            }
        });
    }

    private static Optional<UUID> id(@Nullable Map<String, String> metadata, String name) {
        String text = metadata == null ? null : metadata.get(name);
        try {
            return Optional.ofNullable(text).map(UUID::fromString);
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    @Produces
    @Singleton
    static Retention retention() {
        return new Retention("orders.stripe_events", "id", "received_at < ?", RETENTION);
    }
}
