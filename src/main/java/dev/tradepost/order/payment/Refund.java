package dev.tradepost.order.payment;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;

import dev.tradepost.kernel.Money;
import dev.tradepost.order.api.OrderEvent;
import dev.tradepost.order.payment.PaymentResource.RefundView;
import dev.tradepost.order.payment.gateway.PaymentGateway.RefundOutcome;

/** Money that is promised back to a customer. */
@Entity
@Table(schema = "orders", name = "refunds")
class Refund extends MoneyTransfer {

    enum RefundStatus {
        /** Not sent to the gateway yet. */
        REQUESTED,
        /** The gateway is called; the outcome is unknown. */
        STARTED,
        /** It may still fail: the customer's bank can return the money days later. */
        DONE,
        /** The money is refundable again. */
        FAILED
    }

    @Column(name = "payment_id")
    private UUID paymentId;
    private String reason;
    @Column(name = "requested_by")
    private String requestedBy;
    @Enumerated(EnumType.STRING)
    private RefundStatus status;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Refund() {}

    Refund(UUID orderId, UUID paymentId, Money amount, String reason, String requestedBy, Instant now) {
        super(orderId, amount, now);
        this.paymentId = paymentId;
        this.reason = reason;
        this.requestedBy = requestedBy;
        this.status = RefundStatus.REQUESTED;
    }

    UUID paymentId() {
        return paymentId;
    }

    boolean isRequested() {
        return status == RefundStatus.REQUESTED;
    }

    @Override
    boolean isOpen() {
        return isRequested() || status == RefundStatus.STARTED;
    }

    @Override
    void startTry(Instant now, Duration lease) {
        status = RefundStatus.STARTED;
        super.startTry(now, lease);
    }

    /** True if the gateway reports that the bank has returned the money of this refund. */
    boolean isUndoneBy(RefundOutcome outcome) {
        return status == RefundStatus.DONE && outcome instanceof RefundOutcome.Failed failed
                && failed.reference().equals(gatewayReference());
    }

    void complete(RefundOutcome outcome, Instant now) {
        switch (outcome) {
            case RefundOutcome.Succeeded succeeded -> {
                status = RefundStatus.DONE;
                record(succeeded.reference(), null, now);
            }
            case RefundOutcome.Refused refused -> fail(refused.reason(), now);
            case RefundOutcome.Failed failed -> fail(failed.reason(), now);
        }
    }

    private void fail(String why, Instant now) {
        status = RefundStatus.FAILED;
        record(gatewayReference(), why, now);
    }

    OrderEvent.RefundData event() {
        return new OrderEvent.RefundData(id(), money().amount(), reason);
    }

    RefundView view() {
        return new RefundView(id(), paymentId, status.name(), money().amount(), money().currency().getCurrencyCode(),
                reason, requestedBy, failure(), createdAt(), updatedAt());
    }
}
