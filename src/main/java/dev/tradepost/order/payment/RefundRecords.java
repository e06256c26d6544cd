package dev.tradepost.order.payment;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.kernel.Money;
import dev.tradepost.kernel.Problem;
import dev.tradepost.order.lifecycle.OrderShipped;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.order.payment.PaymentGateway.RefundOrder;
import dev.tradepost.order.payment.PaymentGateway.RefundOutcome;
import dev.tradepost.order.payment.PaymentRecorded.Movement;
import dev.tradepost.platform.audit.Audit;

/**
 * What is owed to customers and what went back to them. Each method is one transaction that locks the order first; outside of them
 * is where the gateway is called. What may go back is held by the payment's row: whoever asks takes it from there, and only what the
 * gateway refuses for good is put back.
 */
@ApplicationScoped
class RefundRecords implements PanacheRepositoryBase<Refund, UUID> {

    private static final Logger LOG = Logger.getLogger(RefundRecords.class);

    private final Orders orders;
    private final RefundableAmounts amounts;
    private final PaymentConfig config;
    private final Audit audit;
    private final Clock clock;
    private final Event<PaymentRecorded> moved;

    RefundRecords(Orders orders, RefundableAmounts amounts, PaymentConfig config, Audit audit, Clock clock,
            Event<PaymentRecorded> moved) {
        this.orders = orders;
        this.amounts = amounts;
        this.audit = audit;
        this.config = config;
        this.clock = clock;
        this.moved = moved;
    }

    public record RefundView(@Schema(examples = "01a20364-e3c6-7688-a400-d0e3b5cc6bfb") UUID refundId,
            @Schema(examples = "01a20364-e06f-7c0f-ad7d-3da1aa35a30d") UUID paymentId,
            @Schema(examples = "DONE", enumeration = {"REQUESTED", "STARTED", "DONE", "FAILED"}) String status,
            @Schema(examples = "19.99") BigDecimal amount,
            @Schema(examples = "USD") String currency,
            @Schema(examples = "Arrived broken") String reason,
            @Schema(examples = "01a20364-e06f-7c0f-ad7d-3da1aa35a30d", description = "a user, or the part of the system that asked for it") String requestedBy,
            @Schema(examples = "charge_disputed", description = "why the gateway refused") @Nullable String failure,
            @Schema(examples = "2026-11-22T13:14:32.431691Z") Instant createdAt,
            @Schema(examples = "2026-11-22T13:14:33.112305Z") Instant updatedAt){}

    /** What is to be done next about a refund. */
    sealed interface RefundStep {
        /** It is done, or refused. */
        record Nothing() implements RefundStep {}

        /** Somebody else is at it, or died at it. */
        record Wait(Duration remaining) implements RefundStep {}

        /** An earlier try has no answer: ask what became of it. */
        record LookUp(RefundOrder refund) implements RefundStep {}

        record Send(RefundOrder refund) implements RefundStep {}
    }

    /**
     * Promises part of what was paid for an order back to its customer, in the caller's transaction.
     *
     * @throws Problem.Conflict {@code order_not_paid}, or {@code refund_exceeds_payment} naming what is left
     */
    @Transactional(TxType.MANDATORY)
    RefundView request(UUID orderId, BigDecimal amount, String reason, String by) {
        orders.lockStatus(orderId);
        Payment payment = captured(orderId).orElseThrow(
                () -> new Problem.Conflict("order_not_paid", "Nothing was paid for this order"));
        if (!amounts.take(payment.id(), amount)) {
            throw new Problem.Conflict("refund_exceeds_payment", "Of what was paid %s %s is left to be refunded"
                    .formatted(payment.money().currency(), amounts.left(payment.id()).toPlainString()));
        }
        return note(payment, amount, reason, by).view();
    }

    /** Promises all that is left of what was paid for an order, in the caller's transaction, which has locked the order. */
    @Transactional(TxType.MANDATORY)
    void oweAll(UUID orderId, String reason, String by) {
        captured(orderId).ifPresent(payment -> {
            BigDecimal left = amounts.left(payment.id());
            if (left.signum() > 0 && amounts.take(payment.id(), left)) {
                note(payment, left, reason, by);
            }
        });
    }

    /** Goods do not leave while all of their money is on its way back. The order's lock orders this and {@link #request}. */
    @Transactional(TxType.MANDATORY)
    void orderShipped(@Observes OrderShipped shipped) {
        if (amounts.allIsOnItsWay(shipped.orderId())) {
            throw new Problem.Conflict("refund_in_progress",
                    "All that was paid is being refunded; cancel the order instead, or wait whether the refund fails");
        }
    }

    private Refund note(Payment payment, BigDecimal amount, String reason, String by) {
        Refund refund = new Refund(payment.orderId(), payment.id(),
                Money.of(amount, payment.money().currency()), reason, by, clock.instant());
        persist(refund);
        orders.refundDue(payment.orderId(), refund.event());
        return refund;
    }

    List<RefundView> of(UUID orderId) {
        return find("orderId = ?1 order by createdAt, id", orderId).stream().map(Refund::view).toList();
    }

    /** Without loading the refund, which has to be read after its order is locked. */
    Optional<UUID> orderOf(UUID refundId) {
        return find("select orderId from Refund where id = ?1", refundId).project(UUID.class).firstResultOptional();
    }

    /** The refunds of an order that have not come to their end. */
    @Transactional(TxType.REQUIRES_NEW)
    List<UUID> open(UUID orderId) {
        return find("orderId = ?1 order by createdAt, id", orderId).stream().filter(Refund::isOpen).map(Refund::id)
                .toList();
    }

    /** Decides the next step and claims it, so that only the caller takes it. */
    @Transactional(TxType.REQUIRES_NEW)
    RefundStep next(UUID orderId, UUID refundId) {
        orders.lockStatus(orderId);
        Refund refund = findById(refundId);
        Instant now = clock.instant();
        if (!refund.isOpen()) {
            return new RefundStep.Nothing();
        }
        Duration claimed = refund.claimedFor(now);
        if (claimed.isPositive()) {
            return new RefundStep.Wait(claimed);
        }
        boolean fresh = refund.isRequested();
        refund.claim(now, config.lease());
        if (fresh) {
            refund.tryAgain(now);
            return new RefundStep.Send(moneyBack(refund));
        }
        return new RefundStep.LookUp(moneyBack(refund));
    }

    /**
     * The gateway knows nothing of the refund.
     *
     * @return what to send once more; empty if the answer has come meanwhile
     */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<RefundOrder> again(UUID orderId, UUID refundId) {
        orders.lockStatus(orderId);
        Refund refund = findById(refundId);
        if (!refund.isOpen()) {
            return Optional.empty();
        }
        refund.tryAgain(clock.instant());
        refund.claim(clock.instant(), config.lease()); // to look it up may have taken a while
        return Optional.of(moneyBack(refund));
    }

    /**
     * The one place where an answer about a refund takes effect, however it came: at once, looked up or told. Only the first one has
     * any; but money that comes back after it was on its way is owed again.
     */
    @Transactional
    void complete(UUID orderId, UUID refundId, RefundOutcome outcome) {
        orders.lockStatus(orderId);
        Refund refund = findById(refundId);
        boolean undone = refund.isUndoneBy(outcome);
        if (!refund.isOpen() && !undone) {
            return;
        }
        refund.complete(outcome, clock.instant());
        switch (outcome) {
            case RefundOutcome.Succeeded _ -> done(refund);
            case RefundOutcome.Failed failed when undone -> undone(refund, failed.reason());
            case RefundOutcome.Failed failed -> refused(refund, failed.reason());
            case RefundOutcome.Refused refused -> refused(refund, refused.reason());
        }
    }

    private void done(Refund refund) {
        moved.fire(new PaymentRecorded(Movement.REFUNDED, refund.money()));
        Payment payment = payment(refund.paymentId());
        Money inAll = inAll(refund);
        if (inAll.equals(payment.money())) {
            payment.refunded(clock.instant());
        }
        orders.refunded(refund.orderId(), refund.event(), inAll);
    }

    private void refused(Refund refund, String reason) {
        moved.fire(new PaymentRecorded(Movement.REFUND_REFUSED, refund.money()));
        amounts.putBack(refund);
        LOG.errorf("Refund %s of %s for order %s was refused (%s); the money is still owed", refund.id(),
                refund.money(), refund.orderId(), reason);
    }

    private void undone(Refund refund, String reason) {
        moved.fire(new PaymentRecorded(Movement.REFUND_FAILED_AFTER_SUCCESS, refund.money()));
        amounts.putBack(refund);
        orders.refundFailed(refund.orderId(), inAll(refund));
        audit.record(Audit.Event.of("refund.failed_after_success", "order", refund.orderId()).by(null)
                .with("refundId", refund.id().toString()).with("amount", refund.money().toString())
                .with("reason", reason));
        LOG.errorf("Refund %s of %s for order %s failed after it had succeeded (%s); the money is owed again",
                refund.id(), refund.money(), refund.orderId(), reason);
    }

    private Money inAll(Refund refund) {
        return Money.of(amounts.done(refund.paymentId()), refund.money().currency());
    }

    /** There was no answer; whoever comes next looks it up. */
    @Transactional(TxType.REQUIRES_NEW)
    void unanswered(UUID orderId, UUID refundId) {
        orders.lockStatus(orderId);
        Refund refund = findById(refundId);
        if (refund.isOpen()) {
            refund.letGo(clock.instant());
        }
    }

    private RefundOrder moneyBack(Refund refund) {
        Payment payment = payment(refund.paymentId());
        String reference = payment.gatewayReference();
        if (reference == null) {
            throw new IllegalStateException("payment " + payment.id() + " was captured without a reference");
        }
        return new RefundOrder(refund.id(), payment.orderId(), payment.id(), reference, refund.tries(), refund.money());
    }

    private Payment payment(UUID paymentId) {
        return getEntityManager().find(Payment.class, paymentId);
    }

    private Optional<Payment> captured(UUID orderId) {
        return getEntityManager().createQuery(
                "select p from Payment p where p.orderId = :order and p.status in :paid", Payment.class)
                .setParameter("order", orderId)
                .setParameter("paid", List.of(Payment.Status.CAPTURED, Payment.Status.REFUNDED)).getResultStream()
                .findFirst();
    }
}
