package dev.tradepost.order.payment;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Money;
import dev.tradepost.order.payment.Payments.PaymentUndecided;

/**
 * Money that moves through the gateway: a {@link Payment} or a {@link Refund}. Its id is the idempotency key of all its calls, so it
 * moves once at most. {@link TransferProtocol} says how.
 */
@MappedSuperclass
abstract class MoneyTransfer {

    @Id
    private UUID id;
    @Column(name = "order_id")
    private UUID orderId;
    private BigDecimal amount;
    @JdbcTypeCode(SqlTypes.CHAR)
    private String currency;
    private int tries;
    @Column(name = "gateway_reference")
    private @Nullable String gatewayReference;
    private @Nullable String failure;
    @Column(name = "claimed_until")
    private Instant leaseEnd;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected MoneyTransfer() {}

    MoneyTransfer(UUID orderId, Money amount, Instant now) {
        this.id = Ids.next();
        this.orderId = orderId;
        this.amount = amount.amount();
        this.currency = amount.currency().getCurrencyCode();
        this.leaseEnd = now;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** True until the gateway has decided. */
    abstract boolean isOpen();

    UUID id() {
        return id;
    }

    UUID orderId() {
        return orderId;
    }

    Money money() {
        return Money.of(amount, Currency.getInstance(currency));
    }

    /** How often it was sent to the gateway. */
    int tries() {
        return tries;
    }

    @Nullable
    String gatewayReference() {
        return gatewayReference;
    }

    @Nullable
    String failure() {
        return failure;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }

    /**
     * Leases the transfer to the caller, who sends it or looks up its outcome.
     *
     * @return false if it is decided
     * @throws PaymentUndecided if another caller has the lease, or the customer has to act
     */
    boolean claim(Instant now, Duration lease) throws PaymentUndecided {
        if (!isOpen()) {
            return false;
        }
        Duration remaining = leaseRemaining(now);
        if (remaining.isPositive()) {
            throw new PaymentUndecided("another instance or the customer decides it", remaining);
        }
        if (tries == 0) {
            startTry(now, lease);
        } else {
            lease(now, lease);
        }
        return true;
    }

    Duration leaseRemaining(Instant now) {
        return Duration.between(now, leaseEnd);
    }

    void lease(Instant now, Duration lease) {
        leaseEnd = now.plus(lease);
        updatedAt = now;
    }

    /** Counts a try and leases the transfer to its caller. */
    void startTry(Instant now, Duration lease) {
        tries++;
        lease(now, lease);
    }

    /** Ends the lease of a transfer whose outcome is still unknown. */
    void release(Instant now) {
        if (isOpen()) {
            lease(now, Duration.ZERO);
        }
    }

    void record(@Nullable String reference, @Nullable String whyNot, Instant now) {
        gatewayReference = reference;
        failure = whyNot;
        updatedAt = now;
    }
}
