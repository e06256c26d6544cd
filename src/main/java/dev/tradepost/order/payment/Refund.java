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

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Money;
import dev.tradepost.order.api.OrderEvent;
import dev.tradepost.order.payment.PaymentGateway.RefundOutcome;
import dev.tradepost.order.payment.RefundRecords.RefundView;

/** Money that is owed to a customer, or went back to them. Its id is the idempotency key that the gateway is given. */
@Entity
@Table(schema = "orders", name = "refunds")
class Refund {

    enum Status {
        /** Promised; the gateway was not asked yet. */
        REQUESTED,
        /** Given to the gateway, or about to be; the answer is not known. */
        STARTED,
        /** The money is on its way. It may still fail: the customer's bank can return it days later. */
        DONE,
        /** The money is not with the customer; what was promised may be asked for again. */
        FAILED
    }

    @Id
    private UUID id;
    @Column(name = "order_id")
    private UUID orderId;
    @Column(name = "payment_id")
    private UUID paymentId;
    private BigDecimal amount;
    @JdbcTypeCode(SqlTypes.CHAR)
    private String currency;
    private String reason;
    @Column(name = "requested_by")
    private String requestedBy;
    @Enumerated(EnumType.STRING)
    private Status status;
    @Column(name = "gateway_reference")
    private @Nullable String gatewayReference;
    private @Nullable String failure;
    private int tries;
    @Column(name = "claimed_until")
    private Instant claimedUntil;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Refund() {}

    Refund(UUID orderId, UUID paymentId, Money amount, String reason, String requestedBy, Instant now) {
        this.id = Ids.next();
        this.orderId = orderId;
        this.paymentId = paymentId;
        this.amount = amount.amount();
        this.currency = amount.currency().getCurrencyCode();
        this.reason = reason;
        this.requestedBy = requestedBy;
        this.status = Status.REQUESTED;
        this.claimedUntil = now;
        this.createdAt = now;
        this.updatedAt = now;
    }

    UUID id() {
        return id;
    }

    UUID orderId() {
        return orderId;
    }

    UUID paymentId() {
        return paymentId;
    }

    int tries() {
        return tries;
    }

    Money money() {
        return Money.of(amount, Currency.getInstance(currency));
    }

    boolean isRequested() {
        return status == Status.REQUESTED;
    }

    boolean isOpen() {
        return status == Status.REQUESTED || status == Status.STARTED;
    }

    /** Whether the gateway reports that the money which was on its way has come back. */
    boolean isUndoneBy(RefundOutcome outcome) {
        return status == Status.DONE && outcome instanceof RefundOutcome.Failed failed
                && failed.reference().equals(gatewayReference);
    }

    /** For how long it still belongs to whoever is talking to the gateway about it; not positive when to nobody. */
    Duration claimedFor(Instant now) {
        return Duration.between(now, claimedUntil);
    }

    void claim(Instant now, Duration claim) {
        status = Status.STARTED;
        claimedUntil = now.plus(claim);
        updatedAt = now;
    }

    void tryAgain(Instant now) {
        tries++;
        updatedAt = now;
    }

    /** Nobody is talking to the gateway about this any more; the answer is still not known. */
    void letGo(Instant now) {
        claimedUntil = now;
        updatedAt = now;
    }

    void complete(RefundOutcome outcome, Instant now) {
        switch (outcome) {
            case RefundOutcome.Succeeded done -> {
                status = Status.DONE;
                gatewayReference = done.reference();
            }
            case RefundOutcome.Refused refused -> fail(refused.reason());
            case RefundOutcome.Failed failed -> fail(failed.reason());
        }
        updatedAt = now;
    }

    private void fail(String reason) {
        status = Status.FAILED;
        failure = reason;
    }

    OrderEvent.Refund event() {
        return new OrderEvent.Refund(id, amount, reason);
    }

    RefundView view() {
        return new RefundView(id, paymentId, status.name(), amount, currency, reason, requestedBy, failure, createdAt,
                updatedAt);
    }
}
