package dev.tradepost.order.payment;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.catalog.api.ReservationExpired;
import dev.tradepost.order.lifecycle.OrderCancelled;
import dev.tradepost.order.lifecycle.OrderStatus;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.order.lifecycle.Orders.AmountDue;
import dev.tradepost.order.payment.CaptureRecorder.Capture;
import dev.tradepost.order.payment.PaymentGateway.Charge;
import dev.tradepost.order.payment.PaymentGateway.ChargeOutcome;
import dev.tradepost.order.payment.PaymentRecorded.Movement;
import dev.tradepost.platform.database.MicroBatcher;
import dev.tradepost.platform.http.RequestTrace;

/**
 * Records what happens to payments after {@link PaymentStarter}. Each method is one transaction that locks the order first. The gateway is
 * called between these transactions, always with the same idempotency key for a payment: an instance that was frozen beyond its lease
 * cannot charge a second time.
 */
@ApplicationScoped
class PaymentRecords implements PanacheRepositoryBase<Payment, UUID> {

    private static final Logger LOG = Logger.getLogger(PaymentRecords.class);

    /** The actor of automatic refunds. */
    private static final String BY_PAYMENT = "payment";

    private final Orders orders;
    private final CaptureRecorder captureRecorder;
    private final RefundRecords refunds;
    private final PaymentConfig config;
    private final Clock clock;
    private final Event<PaymentRecorded> moved;
    private final MicroBatcher<GatewayResult, UUID> answers = new MicroBatcher<>(this::completeTogether);

    /** @param cause the trace to continue */
    private record GatewayResult(UUID orderId, UUID paymentId, ChargeOutcome outcome, RequestTrace.Cause cause) {
        private Stream<Capture> capture() {
            return outcome instanceof ChargeOutcome.Captured captured
                    ? Stream.of(new Capture(paymentId, orderId, captured.reference()))
                    : Stream.empty();
        }
    }

    PaymentRecords(Orders orders, CaptureRecorder captureRecorder, RefundRecords refunds, PaymentConfig config,
            Clock clock,
            Event<PaymentRecorded> moved) {
        this.orders = orders;
        this.captureRecorder = captureRecorder;
        this.refunds = refunds;
        this.config = config;
        this.clock = clock;
        this.moved = moved;
    }

    public record PaymentView(@Schema(examples = "01a20364-e06f-7c0f-ad7d-3da1aa35a30d") UUID paymentId,
            @Schema(examples = "1") int attempt,
            @Schema(examples = "CAPTURED", enumeration = {"STARTED", "ACTION_REQUIRED", "CAPTURED", "DECLINED",
                    "FAILED", "REFUNDED"}) String status,
            @Schema(examples = "119.99") BigDecimal amount,
            @Schema(examples = "19.99", description = "promised back or gone back") BigDecimal refundedAmount,
            @Schema(examples = "USD") String currency,
            @Schema(examples = "stripe") String gateway,
            @Schema(examples = "card_declined") @Nullable String failure,
            @Schema(examples = "pi_3Q_secret_8v", description = "for the provider's library in the customer's browser, while status is ACTION_REQUIRED; shown to the customer only") @Nullable String clientSecret,
            @Schema(examples = "2026-11-22T13:14:32.431691Z") Instant createdAt){}

    /** The next step for a started payment. */
    sealed interface PaymentStep {
        /** No payment can still capture money. */
        record Nothing() implements PaymentStep {}

        /** Another caller has the lease, or the customer has to act. */
        record Wait(String why, Duration remaining) implements PaymentStep {}

        /**
         * The outcome of an earlier try is unknown: look it up at the gateway.
         *
         * @param timeIsUp true if the customer had to act and did not in time
         */
        record LookUp(UUID paymentId, @Nullable String reference, boolean timeIsUp) implements PaymentStep {}
    }

    /**
     * Decides the next step for a started payment and claims it for the caller. Also for a cancelled order, whose payment may still have
     * captured money.
     */
    @Transactional(TxType.REQUIRES_NEW)
    PaymentStep next(UUID orderId) {
        orders.lockDue(orderId);
        return find("orderId = ?1 order by attempt desc", orderId).firstResultOptional().filter(Payment::isOpen)
                .map(this::follow).orElseGet(PaymentStep.Nothing::new);
    }

    private PaymentStep follow(Payment payment) {
        Instant now = clock.instant();
        Duration claimed = payment.claimedFor(now);
        if (claimed.isPositive()) {
            return new PaymentStep.Wait(
                    payment.waitsForCustomer() ? "the customer has to confirm" : "another instance is at it",
                    claimed);
        }
        payment.claim(now, config.lease());
        return new PaymentStep.LookUp(payment.id(), payment.gatewayReference(), payment.waitsForCustomer());
    }

    /**
     * The gateway does not know the payment.
     *
     * @return the charge to send again; empty after the last try, which cancels the order
     */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<Charge> again(UUID orderId, UUID paymentId) {
        Optional<AmountDue> due = orders.lockDue(orderId);
        Payment payment = findById(paymentId);
        if (!payment.isStarted()) {
            return Optional.empty();
        }
        if (due.isEmpty()) {
            payment.fail("the order was closed before it was charged", clock.instant());
            return Optional.empty();
        }
        if (payment.tries() >= config.maxAttempts()) {
            payment.fail("unknown to the gateway", clock.instant());
            orders.paymentFailed(orderId, "the payment provider could not be reached");
            return Optional.empty();
        }
        payment.tryAgain(clock.instant());
        payment.claim(clock.instant(), config.lease()); // the look-up may have taken a while
        return Optional.of(charge(payment, due.get()));
    }

    /** {@link #complete} for concurrent results of the gateway, in one transaction. */
    void answered(UUID orderId, UUID paymentId, ChargeOutcome outcome) {
        answers.call(new GatewayResult(orderId, paymentId, outcome, RequestTrace.cause()));
    }

    private List<UUID> completeTogether(List<GatewayResult> all) {
        QuarkusTransaction.requiringNew().run(() -> complete(all));
        return all.stream().map(GatewayResult::paymentId).toList();
    }

    /**
     * The one place where a result of the gateway takes effect, whether it came at once, by look-up or by webhook. Only the first one has
     * an effect. Money that is captured after the order was cancelled is recorded and refunded.
     */
    @Transactional
    void complete(UUID orderId, UUID paymentId, ChargeOutcome outcome) {
        complete(List.of(new GatewayResult(orderId, paymentId, outcome, RequestTrace.cause())));
    }

    private void complete(List<GatewayResult> all) {
        orders.lock(all.stream().map(GatewayResult::orderId).toList());
        Set<UUID> booked = book(all);
        all.stream().filter(answer -> !booked.contains(answer.paymentId()))
                .forEach(answer -> answer.cause().run(() -> complete(answer)));
    }

    /** @return the payments of the common result: captured for a PENDING order */
    private Set<UUID> book(List<GatewayResult> all) {
        List<Capture> captured = all.stream().flatMap(GatewayResult::capture).toList();
        if (captured.isEmpty()) {
            return Set.of();
        }
        List<CaptureRecorder.RecordedCapture> booked = captureRecorder.book(captured);
        booked.forEach(payment -> moved.fire(new PaymentRecorded(Movement.CAPTURED, payment.amount())));
        Set<UUID> payments = booked.stream().map(CaptureRecorder.RecordedCapture::paymentId)
                .collect(Collectors.toSet());
        orders.paid(all.stream().filter(answer -> payments.contains(answer.paymentId()))
                .collect(Collectors.toMap(GatewayResult::orderId, GatewayResult::cause, (one, _) -> one)));
        return payments;
    }

    private void complete(GatewayResult answer) {
        UUID orderId = answer.orderId();
        ChargeOutcome outcome = answer.outcome();
        boolean due = orders.lockDue(orderId).isPresent();
        Payment payment = findById(answer.paymentId());
        boolean late = payment.hasEndedUnpaid() && outcome instanceof ChargeOutcome.Captured;
        if (!payment.isOpen() && !late) {
            return;
        }
        payment.complete(outcome, clock.instant(), due ? config.confirmWithin() : Duration.ZERO);
        if (outcome.isDecided()) {
            moved.fire(new PaymentRecorded(
                    outcome instanceof ChargeOutcome.Captured ? Movement.CAPTURED : Movement.DECLINED,
                    payment.money()));
        }
        switch (outcome) {
            case ChargeOutcome.Captured _ when due -> orders.paid(Map.of(orderId, answer.cause()));
            case ChargeOutcome.Captured _ -> {
                LOG.warnf("Payment %s of order %s came after the order was closed; it goes back", payment.id(),
                        orderId);
                refunds.oweAll(orderId, "paid after the order was closed", BY_PAYMENT);
            }
            case ChargeOutcome.Declined declined when due ->
                orders.paymentFailed(orderId, "payment declined: " + declined.reason());
            case ChargeOutcome.Declined _ -> LOG.debugf("Payment %s is declined; nobody waits for it", payment.id());
            case ChargeOutcome.RequiresAction _ -> LOG.debugf("Payment %s waits for the customer", payment.id());
        }
    }

    /** Refunds a captured payment of a cancelled order, and cancels one that waits for the customer. */
    @Transactional(TxType.MANDATORY)
    void orderCancelled(@Observes OrderCancelled cancelled) {
        refunds.oweAll(cancelled.orderId(), cancelled.reason(), cancelled.by());
        list("orderId", cancelled.orderId()).stream().filter(Payment::waitsForCustomer)
                .forEach(payment -> payment.letGo(clock.instant()));
    }

    /** The gateway did not answer; the next try looks the payment up. */
    @Transactional(TxType.REQUIRES_NEW)
    void unanswered(UUID orderId, UUID paymentId) {
        orders.lockDue(orderId);
        Payment payment = findById(paymentId);
        if (payment.isOpen()) {
            payment.letGo(clock.instant());
        }
    }

    /**
     * Cancels an order whose reservation has expired before a payment was started. An order that is paid, or whose payment is in
     * progress, keeps its stock: its money may have moved.
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

    List<PaymentView> of(UUID orderId, boolean toTheCustomer) {
        return find("orderId = ?1 order by attempt", orderId).stream().map(payment -> payment.view(toTheCustomer))
                .toList();
    }

    private static Charge charge(Payment payment, AmountDue due) {
        return new Charge(payment.id(), due.orderId(), payment.tries(), payment.money(), due.paymentToken());
    }
}
