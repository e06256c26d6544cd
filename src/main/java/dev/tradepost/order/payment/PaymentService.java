package dev.tradepost.order.payment;

import java.time.Clock;
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
import dev.tradepost.order.payment.Payments.PaymentUndecided;
import dev.tradepost.order.payment.TransferProtocol.Claim;
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

    /** Starts the payment of an order, or claims the one that is started. */
    Optional<Claim<Charge>> start(UUID orderId) throws PaymentUndecided {
        Optional<Charge> started = starts.call(orderId);
        return started.isPresent() ? Optional.of(new Claim<>(started.get(), false)) : claim(orderId);
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
    Optional<Claim<Charge>> claim(UUID orderId) throws PaymentUndecided {
        orders.lockDue(orderId);
        Optional<Payment> latest = payments.latest(orderId);
        return latest.isPresent() ? claim(latest.get()) : Optional.empty();
    }

    private Optional<Claim<Charge>> claim(Payment payment) throws PaymentUndecided {
        return payment.claim(clock.instant(), config.lease())
                ? Optional.of(new Claim<>(charge(payment, null), true))
                : Optional.empty();
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
    public Optional<Claim<Charge>> complete(Charge charge, ChargeOutcome outcome) throws PaymentUndecided {
        completion.complete(charge.orderId(), charge.idempotencyKey(), outcome);
        return outcome.isDecided() ? Optional.empty() : claim(charge.orderId());
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public void release(Charge charge) {
        orders.lockDue(charge.orderId());
        payments.findById(charge.idempotencyKey()).release(clock.instant());
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public Optional<Claim<Charge>> sendAgain(Charge charge) throws PaymentUndecided {
        Optional<AmountDue> due = orders.lockDue(charge.orderId());
        Payment payment = payments.findById(charge.idempotencyKey());
        Instant now = clock.instant();
        if (!payment.isStarted()) {
            return claim(payment);
        }
        if (due.isEmpty()) {
            payment.fail("the order was closed before it was charged", now);
            return Optional.empty();
        }
        if (payment.tries() >= config.maxAttempts()) {
            payment.fail("unknown to the gateway", now);
            orders.paymentFailed(payment.orderId(), "the payment provider could not be reached");
            return Optional.empty();
        }
        payment.startTry(now, config.lease()); // the look-up may have taken longer than the last lease
        return Optional.of(new Claim<>(charge(payment, due.get().paymentToken()), false));
    }

    @Override
    public Optional<Claim<Charge>> afterLastTry(Charge charge, GatewayUnavailable noAnswer) throws PaymentUndecided {
        return claim(charge.orderId());
    }

    private static Charge charge(Payment payment, @Nullable String token) {
        return new Charge(payment.id(), payment.orderId(), payment.tries(), payment.money(), token,
                payment.gatewayReference());
    }
}
