package dev.tradepost.order.payment;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jboss.logging.Logger;

import dev.tradepost.kernel.Money;
import dev.tradepost.kernel.Problem;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.order.payment.Payments.PaymentUndecided;
import dev.tradepost.order.payment.TransferProtocol.Claim;
import dev.tradepost.order.payment.TransferProtocol.Transfers;
import dev.tradepost.order.payment.gateway.Gateways;
import dev.tradepost.order.payment.gateway.PaymentConfig;
import dev.tradepost.order.payment.gateway.PaymentGateway.ChargeRefund;
import dev.tradepost.order.payment.gateway.PaymentGateway.GatewayUnavailable;
import dev.tradepost.order.payment.gateway.PaymentGateway.RefundOutcome;

/**
 * Refunds: requested in the transaction of an administrator or of a cancellation, then moved by {@link TransferProtocol} until the gateway
 * has decided, however long that takes.
 */
@ApplicationScoped
class RefundService implements Transfers<ChargeRefund, RefundOutcome> {

    private static final Logger LOG = Logger.getLogger(RefundService.class);
    private static final Duration SLOW_RETRY = Duration.ofDays(1);

    private final Orders orders;
    private final PaymentRepository payments;
    private final RefundRepository refunds;
    private final RefundCompletion completion;
    private final Gateways gateways;
    private final PaymentConfig config;
    private final Clock clock;

    RefundService(Orders orders, PaymentRepository payments, RefundRepository refunds, RefundCompletion completion,
            Gateways gateways, PaymentConfig config, Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.refunds = refunds;
        this.completion = completion;
        this.gateways = gateways;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Promises part of what was paid for an order back to its customer, in the caller's transaction.
     *
     * @throws Problem.Conflict {@code order_not_paid}, or {@code refund_exceeds_payment} naming the refundable amount
     */
    @Transactional(TxType.MANDATORY)
    Refund request(UUID orderId, BigDecimal amount, String reason, String by) {
        orders.lockStatus(orderId);
        Payment payment = payments.captured(orderId).orElseThrow(
                () -> new Problem.Conflict("order_not_paid", "Nothing was paid for this order"));
        Money money = Money.of(amount, payment.money().currency());
        if (!payment.reserveRefund(money)) {
            throw new Problem.Conflict("refund_exceeds_payment",
                    "Only %s of the payment can still be refunded".formatted(payment.refundable()));
        }
        return add(payment, money, reason, by);
    }

    /** Promises back all that is left, in the caller's transaction, which has locked the order. */
    @Transactional(TxType.MANDATORY)
    void requestAll(UUID orderId, String reason, String by) {
        payments.captured(orderId).ifPresent(payment -> {
            Money rest = payment.refundable();
            if (rest.amount().signum() > 0 && payment.reserveRefund(rest)) {
                add(payment, rest, reason, by);
            }
        });
    }

    private Refund add(Payment payment, Money amount, String reason, String by) {
        Refund refund = new Refund(payment.orderId(), payment.id(), amount, reason, by, clock.instant());
        refunds.persist(refund);
        orders.refundDue(payment.orderId(), refund.event());
        return refund;
    }

    @Transactional(TxType.REQUIRES_NEW)
    List<UUID> open(UUID orderId) {
        return refunds.of(orderId).stream().filter(Refund::isOpen).map(Refund::id).toList();
    }

    @Transactional(TxType.REQUIRES_NEW)
    Optional<Claim<ChargeRefund>> claim(UUID orderId, UUID refundId) throws PaymentUndecided {
        Refund refund = lock(orderId, refundId);
        boolean wasSent = !refund.isRequested();
        return refund.claim(clock.instant(), config.lease())
                ? Optional.of(new Claim<>(request(refund), wasSent))
                : Optional.empty();
    }

    @Override
    public RefundOutcome send(ChargeRefund refund) throws GatewayUnavailable {
        return gateways.configured().refund(refund);
    }

    @Override
    public Optional<RefundOutcome> lookUp(ChargeRefund refund) throws GatewayUnavailable {
        return gateways.configured().findRefund(refund);
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public Optional<Claim<ChargeRefund>> complete(ChargeRefund refund, RefundOutcome outcome) {
        completion.complete(refund.idempotencyKey(), outcome);
        return Optional.empty();
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public void release(ChargeRefund request) {
        lock(request.orderId(), request.idempotencyKey()).release(clock.instant());
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public Optional<Claim<ChargeRefund>> sendAgain(ChargeRefund request) {
        Refund refund = lock(request.orderId(), request.idempotencyKey());
        if (!refund.isOpen()) {
            return Optional.empty();
        }
        refund.startTry(clock.instant(), config.lease()); // the look-up may have taken longer than the last lease
        return Optional.of(new Claim<>(request(refund), false));
    }

    /** Refunds are never given up. */
    @Override
    public Optional<Claim<ChargeRefund>> afterLastTry(ChargeRefund refund, GatewayUnavailable noAnswer)
            throws PaymentUndecided {
        LOG.errorf("Refund %s of order %s has no answer after %d tries (%s); it is retried until it has one",
                refund.idempotencyKey(), refund.orderId(), refund.tries(), noAnswer.getMessage());
        throw new PaymentUndecided("the gateway did not answer a refund", SLOW_RETRY);
    }

    private Refund lock(UUID orderId, UUID refundId) {
        orders.lockStatus(orderId);
        return refunds.findById(refundId);
    }

    private ChargeRefund request(Refund refund) {
        String reference = payments.findById(refund.paymentId()).gatewayReference();
        return new ChargeRefund(refund.id(), refund.orderId(), refund.paymentId(),
                Objects.requireNonNull(reference, "a captured payment has a reference"), refund.tries(),
                refund.money());
    }
}
