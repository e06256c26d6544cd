package dev.tradepost.order.payment;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Money;
import dev.tradepost.order.payment.PaymentResource.PaymentView;
import dev.tradepost.order.payment.gateway.PaymentGateway.ChargeOutcome;

/** The payment of an order. {@link PaymentRepository#start} inserts it. */
@Entity
@Table(schema = "orders", name = "payments")
class Payment extends MoneyTransfer {

    enum ChargeStatus {
        /** The gateway is called; the outcome is unknown. */
        STARTED,
        /** The customer has to act. */
        ACTION_REQUIRED,
        CAPTURED,
        DECLINED,
        /** The gateway has never received it. */
        FAILED,
        /** All of the money went back. */
        REFUNDED
    }

    private int attempt;
    @Enumerated(EnumType.STRING)
    private ChargeStatus status;
    /** Sum of all refunds that have not failed. */
    @Column(name = "refunded_amount")
    private BigDecimal refundedAmount;
    private String gateway;
    @Column(name = "client_secret")
    private @Nullable String clientSecret;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Payment() {}

    String gateway() {
        return gateway;
    }

    boolean isStarted() {
        return status == ChargeStatus.STARTED;
    }

    boolean waitsForCustomer() {
        return status == ChargeStatus.ACTION_REQUIRED;
    }

    @Override
    boolean isOpen() {
        return isStarted() || waitsForCustomer();
    }

    /** Only the first outcome has an effect, except that money which is captured after a failure counts. */
    boolean accepts(ChargeOutcome outcome) {
        boolean failed = status == ChargeStatus.FAILED || status == ChargeStatus.DECLINED;
        return isOpen() || (failed && outcome instanceof ChargeOutcome.Captured);
    }

    /** @param timeToConfirm how long the customer has if they have to act */
    void complete(ChargeOutcome outcome, Instant now, Duration timeToConfirm) {
        clientSecret = null;
        switch (outcome) {
            case ChargeOutcome.Captured captured -> {
                status = ChargeStatus.CAPTURED;
                record(captured.reference(), null, now);
            }
            case ChargeOutcome.Declined declined -> {
                status = ChargeStatus.DECLINED;
                record(gatewayReference(), declined.reason(), now);
            }
            case ChargeOutcome.RequiresAction action -> {
                status = ChargeStatus.ACTION_REQUIRED;
                clientSecret = action.clientSecret();
                record(action.reference(), null, now);
                lease(now, timeToConfirm);
            }
        }
    }

    /** The gateway has never received the payment, and will not. */
    void fail(String reason, Instant now) {
        status = ChargeStatus.FAILED;
        clientSecret = null;
        record(gatewayReference(), reason, now);
    }

    Optional<String> declineReason() {
        return status == ChargeStatus.DECLINED ? Optional.ofNullable(failure()) : Optional.empty();
    }

    Money refundable() {
        return Money.of(money().amount().subtract(refundedAmount), money().currency());
    }

    /** @return false if less than the amount is refundable */
    boolean reserveRefund(Money amount) {
        if (refundable().compareTo(amount) < 0) {
            return false;
        }
        refundedAmount = refundedAmount.add(amount.amount());
        return true;
    }

    /** A refund has failed: its amount is refundable again. */
    void cancelRefund(Money amount) {
        refundedAmount = refundedAmount.subtract(amount.amount());
        status = ChargeStatus.CAPTURED;
    }

    /** @param total of all refunds that have succeeded */
    void recordRefunds(Money total, Instant now) {
        if (total.equals(money())) {
            status = ChargeStatus.REFUNDED;
            record(gatewayReference(), failure(), now);
        }
    }

    /** True if all of the money is promised back, and not all of it went back. */
    boolean isBeingRefunded() {
        return status == ChargeStatus.CAPTURED && refundable().amount().signum() == 0;
    }

    PaymentView view(boolean forCustomer) {
        return new PaymentView(id(), attempt, status.name(), money().amount(), refundedAmount,
                money().currency().getCurrencyCode(), gateway, failure(), forCustomer ? clientSecret : null,
                createdAt());
    }
}
