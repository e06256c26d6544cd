package dev.tradepost.order.payment;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Money;
import dev.tradepost.order.payment.PaymentGateway.ChargeOutcome;
import dev.tradepost.order.payment.PaymentRecords.PaymentView;

/**
 * One attempt to be paid for an order. Its id is the idempotency key that the gateway is given. {@link PaymentStarter} writes it first.
 */
@Entity
@Table(schema = "orders", name = "payments")
class Payment {

    enum Status {
        /** Given to the gateway, or about to be; the answer is not known. */
        STARTED,
        /** The gateway waits for the customer. */
        ACTION_REQUIRED,
        /** The money is ours. */
        CAPTURED,
        /** The gateway said no. */
        DECLINED,
        /** The gateway knows nothing of it. */
        FAILED,
        /** All of the money went back. */
        REFUNDED
    }

    @Id
    private UUID id;
    @Column(name = "order_id")
    private UUID orderId;
    private int attempt;
    /** How often the gateway was asked, always with the same key. */
    private int tries;
    @Enumerated(EnumType.STRING)
    private Status status;
    private BigDecimal amount;
    /** Promised back or gone back. Only {@link RefundRecords} changes it, past the entity. */
    @Column(name = "refunded_amount", insertable = false, updatable = false)
    private BigDecimal refundedAmount;
    @JdbcTypeCode(SqlTypes.CHAR)
    private String currency;
    private String gateway;
    @Column(name = "gateway_reference")
    private @Nullable String gatewayReference;
    @Column(name = "client_secret")
    private @Nullable String clientSecret;
    private @Nullable String failure;
    @Column(name = "claimed_until")
    private Instant claimedUntil;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Payment() {}

    UUID id() {
        return id;
    }

    UUID orderId() {
        return orderId;
    }

    int tries() {
        return tries;
    }

    void tryAgain(Instant now) {
        tries++;
        updatedAt = now;
    }

    Money money() {
        return Money.of(amount, Currency.getInstance(currency));
    }

    String gateway() {
        return gateway;
    }

    @Nullable
    String gatewayReference() {
        return gatewayReference;
    }

    boolean isStarted() {
        return status == Status.STARTED;
    }

    boolean waitsForCustomer() {
        return status == Status.ACTION_REQUIRED;
    }

    /** Whether it may still bring money. */
    boolean isOpen() {
        return isStarted() || waitsForCustomer();
    }

    boolean hasEndedUnpaid() {
        return status == Status.FAILED || status == Status.DECLINED;
    }

    /**
     * For how long it still belongs to whoever is talking to the gateway about it, or to the customer who has to act; not positive
     * when to nobody.
     */
    Duration claimedFor(Instant now) {
        return Duration.between(now, claimedUntil);
    }

    void claim(Instant now, Duration claim) {
        claimedUntil = now.plus(claim);
        updatedAt = now;
    }

    /** Nobody is talking to the gateway about this any more; the answer is still not known. */
    void letGo(Instant now) {
        claim(now, Duration.ZERO);
    }

    /** @param customersTime how long the customer has, if they have to act */
    void complete(ChargeOutcome outcome, Instant now, Duration customersTime) {
        clientSecret = null;
        switch (outcome) {
            case ChargeOutcome.Captured captured -> {
                status = Status.CAPTURED;
                gatewayReference = captured.reference();
                failure = null;
            }
            case ChargeOutcome.Declined declined -> {
                status = Status.DECLINED;
                failure = declined.reason();
            }
            case ChargeOutcome.RequiresAction action -> {
                status = Status.ACTION_REQUIRED;
                gatewayReference = action.reference();
                clientSecret = action.clientSecret();
                claim(now, customersTime);
            }
        }
        updatedAt = now;
    }

    void fail(String why, Instant now) {
        status = Status.FAILED;
        failure = why;
        clientSecret = null;
        updatedAt = now;
    }

    /** The last of it went back. */
    void refunded(Instant now) {
        status = Status.REFUNDED;
        updatedAt = now;
    }

    PaymentView view(boolean toTheCustomer) {
        return new PaymentView(id, attempt, status.name(), amount, refundedAmount, currency, gateway, failure,
                toTheCustomer ? clientSecret : null, createdAt);
    }
}
