package dev.tradepost.order.payment;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.order.payment.PaymentGateway.ChargeOutcome;
import dev.tradepost.order.payment.PaymentGateway.GatewayUnavailable;
import dev.tradepost.order.payment.PaymentGateway.RefundOutcome;
import dev.tradepost.order.payment.StripeObjects.Event;
import dev.tradepost.order.payment.StripeObjects.Intent;
import dev.tradepost.order.payment.StripeObjects.StripeRefund;
import dev.tradepost.platform.database.RetentionJob;

/**
 * Takes what Stripe tells. Events come twice, late and in any order: each has its effect once, and one that says that a payment has
 * not come is not believed but asked about.
 */
@ApplicationScoped
class StripeEvents {

    private static final Logger LOG = Logger.getLogger(StripeEvents.class);
    /** Stripe repeats an event for three days. */
    private static final Duration KEPT = Duration.ofDays(30);

    private final EntityManager entities;
    private final PaymentRecords payments;
    private final RefundRecords refunds;
    private final Gateways gateways;
    private final RetentionJob retentionJob;
    private final Clock clock;

    StripeEvents(EntityManager entities, PaymentRecords payments, RefundRecords refunds,
            Gateways gateways,
            RetentionJob retentionJob, Clock clock) {
        this.entities = entities;
        this.payments = payments;
        this.refunds = refunds;
        this.gateways = gateways;
        this.retentionJob = retentionJob;
        this.clock = clock;
    }

    /**
     * Runs outside of any transaction.
     *
     * @throws GatewayUnavailable if Stripe does not say what is true: the event has to come again
     */
    void take(Event event) throws GatewayUnavailable {
        switch (event.type()) {
            case "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled" ->
                payment(event, StripeObjects.as(event.data().object(), Intent.class));
            case "refund.updated", "refund.failed", "charge.refund.updated" ->
                refund(event, StripeObjects.as(event.data().object(), StripeRefund.class));
            default -> LOG.debugf("Nothing to do for event %s of type %s", event.id(), event.type());
        }
    }

    private void payment(Event event, Intent intent) throws GatewayUnavailable {
        Optional<Payment> found = id(intent.metadata(), StripeGateway.PAYMENT_ID).flatMap(this::payment);
        if (found.isEmpty() || isAnother(found.get(), intent.id())) {
            LOG.infof("Event %s is about %s, which is no payment of ours", event.id(), intent.id());
            return;
        }
        Payment payment = found.get();
        boolean succeeded = event.type().equals("payment_intent.succeeded");
        if (!succeeded && !payment.isOpen()) {
            return;
        }
        // What has failed once could still be paid with another card, after the order is gone: not so when it is given up. And
        // what has come true since the event is then told as well.
        ChargeOutcome outcome = succeeded
                ? new ChargeOutcome.Captured(intent.id())
                : gateways.configured().abandon(intent.id());
        once(event, () -> payments.complete(payment.orderId(), payment.id(), outcome));
    }

    private void refund(Event event, StripeRefund told) {
        Optional<Refund> refund = id(told.metadata(), StripeGateway.REFUND_ID).flatMap(this::refund);
        Optional<RefundOutcome> outcome = StripeGateway.outcome(told);
        if (refund.isPresent() && outcome.isPresent()) {
            once(event, () -> refunds.complete(refund.get().orderId(), refund.get().id(), outcome.get()));
        }
    }

    private void once(Event event, Runnable effect) {
        QuarkusTransaction.requiringNew().run(() -> {
            boolean isNew = entities
                    .createNativeQuery(
                            """
                    insert into orders.stripe_events (id, type, received_at) values (?1, ?2, ?3) on conflict do nothing""")
                    .setParameter(1, event.id()).setParameter(2, event.type()).setParameter(3, clock.instant())
                    .executeUpdate() == 1;
            if (isNew) {
                effect.run();
            }
        });
    }

    private static boolean isAnother(Payment payment, String reference) {
        return !payment.gateway().equals(StripeGateway.NAME)
                || (payment.gatewayReference() != null && !reference.equals(payment.gatewayReference()));
    }

    private Optional<Payment> payment(UUID id) {
        return QuarkusTransaction.requiringNew().call(() -> payments.findByIdOptional(id));
    }

    private Optional<Refund> refund(UUID id) {
        return QuarkusTransaction.requiringNew().call(() -> refunds.findByIdOptional(id));
    }

    private static Optional<UUID> id(@Nullable Map<String, String> metadata, String name) {
        String text = metadata == null ? null : metadata.get(name);
        try {
            return Optional.ofNullable(text).map(UUID::fromString);
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    @Scheduled(every = "24h", delayed = "4m", identity = "stripe-events-pruning")
    @RunOnVirtualThread
    void forgetOld() {
        retentionJob.prune("""
                delete from orders.stripe_events where id in (
                    select id from orders.stripe_events where received_at < ?1 limit ?2)""",
                clock.instant().minus(KEPT));
    }
}
