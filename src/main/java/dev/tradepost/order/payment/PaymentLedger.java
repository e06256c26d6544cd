package dev.tradepost.order.payment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jboss.logging.Logger;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.kernel.Money;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.order.lifecycle.Orders.Due;
import dev.tradepost.order.payment.PaymentGateway.Charge;
import dev.tradepost.order.payment.PaymentGateway.Outcome;

/**
 * What we know of payments. Each method is one transaction that locks the order first; between them, and outside of them, is
 * where the gateway is called.
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

        /** An earlier attempt has no answer: ask what became of it. */
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
        if (last.isPresent() && last.get().isStarted()) {
            Payment open = last.get();
            Duration claimed = open.claimedFor(now);
            if (claimed.isPositive()) {
                return new Step.Wait(claimed);
            }
            open.claim(now, config.claim());
            return new Step.LookUp(open.id());
        }
        int attempt = last.map(Payment::attempt).orElse(0) + 1;
        if (attempt > config.attempts()) {
            orders.paymentFailed(orderId, "the payment provider could not be reached");
            return new Step.Nothing();
        }
        return new Step.Pay(begin(due.get(), attempt, gateway, now, config.claim()));
    }

    private Charge begin(Due due, int attempt, String gateway, Instant now, Duration claim) {
        Money amount = due.amount();
        Payment payment = new Payment(due.orderId(), attempt, amount, gateway, now, claim);
        persist(payment);
        return new Charge(payment.id(), due.orderId(), attempt, amount, due.paymentToken());
    }

    /**
     * The one place where an answer of the gateway takes effect, however it came: at once or looked up. Only the first one has
     * any.
     */
    @Transactional(TxType.REQUIRES_NEW)
    void complete(UUID orderId, UUID paymentId, Outcome outcome) {
        boolean due = orders.lockDue(orderId).isPresent();
        Payment payment = findById(paymentId);
        if (!payment.isStarted()) {
            return;
        }
        payment.complete(outcome, clock.instant());
        if (!due) {
            LOG.errorf("Payment %s of order %s ended as %s after the order was closed", paymentId, orderId, outcome);
            return;
        }
        switch (outcome) {
            case Outcome.Captured _ -> orders.paid(orderId);
            case Outcome.Declined declined -> orders.paymentFailed(orderId, "payment declined: " + declined.reason());
        }
    }

    /** The gateway knows nothing of the attempt: it is over, and the next may begin. */
    @Transactional(TxType.REQUIRES_NEW)
    void failed(UUID orderId, UUID paymentId) {
        orders.lockDue(orderId);
        Payment payment = findById(paymentId);
        if (payment.isStarted()) {
            payment.fail("unknown to the gateway", clock.instant());
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
}
