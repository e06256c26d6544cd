package dev.tradepost.order.payment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.kernel.Ids;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.order.lifecycle.Orders.AmountDue;
import dev.tradepost.order.payment.TransferProtocol.TransferStep;
import dev.tradepost.order.payment.TransferProtocol.Transfers;
import dev.tradepost.order.payment.gateway.Gateways;
import dev.tradepost.order.payment.gateway.PaymentConfig;
import dev.tradepost.order.payment.gateway.PaymentGateway;
import dev.tradepost.order.payment.gateway.PaymentGateway.Charge;
import dev.tradepost.order.payment.gateway.PaymentGateway.ChargeOutcome;
import dev.tradepost.order.payment.gateway.PaymentGateway.GatewayUnavailable;
import dev.tradepost.platform.database.MicroBatcher;

/** Payments as {@link TransferProtocol} moves them. */
@ApplicationScoped
class PaymentService implements Transfers<Charge, ChargeOutcome> {

    private final Orders orders;
    private final PaymentRepository payments;
    private final PaymentCompletion completion;
    private final Gateways gateways;
    private final PaymentConfig config;
    private final Clock clock;
    private final MicroBatcher<UUID, Optional<Charge>> starts = new MicroBatcher<>(this::startBatch);

    PaymentService(Orders orders, PaymentRepository payments, PaymentCompletion completion, Gateways gateways,
            PaymentConfig config, Clock clock) {
        this.orders = orders;
        this.payments = payments;
        this.completion = completion;
        this.gateways = gateways;
        this.config = config;
        this.clock = clock;
    }

    /** Starts the payment of an order, or finds the next step of the one that is started. */
    TransferStep<Charge> start(UUID orderId) {
        Optional<Charge> started = starts.call(orderId);
        return started.isPresent() ? new TransferStep.Send<>(started.get()) : next(orderId);
    }

    private List<Optional<Charge>> startBatch(List<UUID> orderIds) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Map<UUID, AmountDue> due = orders.lockDue(orderIds);
            List<Optional<Charge>> charges = orderIds.stream().map(due::get).map(PaymentService::firstCharge).toList();
            Instant now = clock.instant();
            Set<UUID> started = payments.start(charges.stream().flatMap(Optional::stream).toList(),
                    gateways.configured().name(), now.plus(config.lease()), now);
            return charges.stream().map(one -> one.filter(charge -> started.contains(charge.idempotencyKey())))
                    .toList();
        });
    }

    private static Optional<Charge> firstCharge(@Nullable AmountDue due) {
        return Optional.ofNullable(due)
                .map(it -> new Charge(Ids.next(), it.orderId(), 1, it.amount(), it.paymentToken(), null));
    }

    /** Also for a cancelled order: its money may have been captured. */
    @Transactional(TxType.REQUIRES_NEW)
    TransferStep<Charge> next(UUID orderId) {
        orders.lockDue(orderId);
        return payments.latest(orderId).filter(Payment::isOpen).map(this::claim).orElseGet(TransferStep.Done::new);
    }

    private TransferStep<Charge> claim(Payment payment) {
        Instant now = clock.instant();
        Duration remaining = payment.leaseRemaining(now);
        if (remaining.isPositive()) {
            return new TransferStep.Wait<>(payment.waitsForCustomer()
                    ? "the customer has to confirm the payment"
                    : "another instance has the payment", remaining);
        }
        payment.lease(now, config.lease());
        return new TransferStep.LookUp<>(charge(payment, null));
    }

    @Override
    public ChargeOutcome send(Charge charge) throws GatewayUnavailable {
        return gateways.configured().charge(charge);
    }

    /** If the customer had to act, their time is up or their order is cancelled. */
    @Override
    public Optional<ChargeOutcome> lookUp(Charge charge) throws GatewayUnavailable {
        PaymentGateway gateway = gateways.configured();
        String reference = charge.reference();
        return reference == null
                ? gateway.find(charge.idempotencyKey())
                : Optional.of(gateway.abandon(reference));
    }

    @Override
    public TransferStep<Charge> complete(Charge charge, ChargeOutcome outcome) {
        completion.complete(charge.orderId(), charge.idempotencyKey(), outcome);
        return outcome.isDecided() ? new TransferStep.Done<>() : next(charge.orderId());
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public void release(Charge charge) {
        orders.lockDue(charge.orderId());
        payments.findByIdOptional(charge.idempotencyKey()).filter(Payment::isOpen)
                .ifPresent(payment -> payment.release(clock.instant()));
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public TransferStep<Charge> sendAgain(Charge charge) {
        Optional<AmountDue> due = orders.lockDue(charge.orderId());
        Payment payment = payments.findById(charge.idempotencyKey());
        Instant now = clock.instant();
        if (!payment.isStarted()) {
            return next(charge.orderId());
        }
        if (due.isEmpty()) {
            payment.fail("the order was closed before it was charged", now);
            return new TransferStep.Done<>();
        }
        if (payment.tries() >= config.maxAttempts()) {
            payment.fail("unknown to the gateway", now);
            orders.paymentFailed(payment.orderId(), "the payment provider could not be reached");
            return new TransferStep.Done<>();
        }
        payment.startTry(now, config.lease()); // the look-up may have taken longer than the last lease
        return new TransferStep.Send<>(charge(payment, due.get().paymentToken()));
    }

    @Override
    public TransferStep<Charge> afterLastTry(Charge charge, GatewayUnavailable noAnswer) {
        return next(charge.orderId());
    }

    private static Charge charge(Payment payment, @Nullable String token) {
        return new Charge(payment.id(), payment.orderId(), payment.tries(), payment.money(), token,
                payment.gatewayReference());
    }
}
