package dev.tradepost.order.payment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jboss.logging.Logger;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.catalog.api.ReservationExpired;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.order.lifecycle.Orders.Due;
import dev.tradepost.order.payment.PaymentGateway.Charge;
import dev.tradepost.order.payment.PaymentGateway.Outcome;

/**
 * What we know of payments. Each method is one transaction that locks the order first; between them, and outside of them, is
 * where the gateway is called. However often that has to be, it is with one key: an instance that was frozen over its claim and
 * wakes up late cannot move the money a second time.
 */
@ApplicationScoped
class PaymentLedger implements PanacheRepositoryBase<Payment, UUID> {

    private static final Logger LOG = Logger.getLogger(PaymentLedger.class);

    private final Orders orders;
    private final PaymentConfig config;
    private final Clock clock;

    PaymentLedger(Orders orders, PaymentConfig config, Clock clock) {
        this.orders = orders;
        this.config = config;
        this.clock = clock;
    }

    /** What is to be done next about an order's payment. */
    sealed interface Step {
        /** The order does not wait for a payment. */
        record Nothing() implements Step {}

        /** Somebody else is at it, or died at it. */
        record Wait(Duration remaining) implements Step {}

        /** An earlier try has no answer: ask what became of it. */
        record LookUp(UUID paymentId) implements Step {}

        record Pay(Charge charge) implements Step {}
    }

    /** Decides the next step and claims it, so that only the caller takes it. */
    @Transactional(TxType.REQUIRES_NEW)
    Step next(UUID orderId, String gateway) {
        Optional<Due> due = orders.lockDue(orderId);
        if (due.isEmpty()) {
            return new Step.Nothing();
        }
        Instant now = clock.instant();
        Optional<Payment> last = find("orderId = ?1 order by attempt desc", orderId).firstResultOptional();
        if (last.isEmpty()) {
            Payment payment = new Payment(orderId, 1, due.get().amount(), gateway, now, config.claim());
            persist(payment);
            return new Step.Pay(charge(payment, due.get()));
        }
        Duration claimed = last.get().claimedFor(now);
        if (claimed.isPositive()) {
            return new Step.Wait(claimed);
        }
        last.get().claim(now, config.claim());
        return new Step.LookUp(last.get().id());
    }

    /**
     * The gateway knows nothing of the payment.
     *
     * @return the charge to send once more; empty if that was the last try, and the order is cancelled
     */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<Charge> again(UUID orderId, UUID paymentId) {
        Optional<Due> due = orders.lockDue(orderId);
        Payment payment = findById(paymentId);
        if (due.isEmpty() || !payment.isStarted()) {
            return Optional.empty();
        }
        if (payment.tries() >= config.tries()) {
            payment.fail("unknown to the gateway", clock.instant());
            orders.paymentFailed(orderId, "the payment provider could not be reached");
            return Optional.empty();
        }
        payment.tryAgain(clock.instant());
        return Optional.of(charge(payment, due.get()));
    }

    /**
     * The one place where an answer of the gateway takes effect, however it came: at once or looked up. Only the first one has
     * any; but money that arrives after we had given up is booked, and said aloud.
     */
    @Transactional(TxType.REQUIRES_NEW)
    void complete(UUID orderId, UUID paymentId, Outcome outcome) {
        boolean due = orders.lockDue(orderId).isPresent();
        Payment payment = findById(paymentId);
        boolean late = payment.hasFailed() && outcome instanceof Outcome.Captured;
        if (!payment.isStarted() && !late) {
            return;
        }
        payment.complete(outcome, clock.instant());
        if (!due) {
            LOG.errorf("Payment %s of order %s ended as %s after the order was closed; a refund is due", paymentId,
                    orderId, outcome);
            return;
        }
        switch (outcome) {
            case Outcome.Captured _ -> orders.paid(orderId);
            case Outcome.Declined declined -> orders.paymentFailed(orderId, "payment declined: " + declined.reason());
        }
    }

    /** There was no answer; whoever comes next looks it up. */
    @Transactional(TxType.REQUIRES_NEW)
    void unanswered(UUID orderId, UUID paymentId) {
        orders.lockDue(orderId);
        Payment payment = findById(paymentId);
        if (payment.isStarted()) {
            payment.letGo(clock.instant());
        }
    }

    /**
     * The goods of an order that nobody has begun to pay go to others, and the order with them. One that is paid keeps them, and so
     * does one whose payment is under way: the money may have moved.
     */
    @Transactional(TxType.MANDATORY)
    void reservationExpires(@Observes ReservationExpired expired) {
        Optional<OrderStatus> status = orders.lockStatusOf(expired.orderId());
        if (status.isEmpty() || status.get() == OrderStatus.CANCELLED) {
            return;
        }
        if (status.get() != OrderStatus.PENDING || count("orderId", expired.orderId()) > 0) {
            throw new IllegalStateException("the order is paid, or its payment is under way");
        }
        orders.paymentFailed(expired.orderId(), "not paid in time");
    }

    private static Charge charge(Payment payment, Due due) {
        return new Charge(payment.id(), due.orderId(), payment.tries(), payment.money(), due.paymentToken());
    }
}
