package dev.tradepost.order.payment;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.Money;
import dev.tradepost.kernel.Problem;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.idempotency.HonoursIdempotencyKey;
import dev.tradepost.platform.idempotency.Idempotency;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.platform.security.Roles;

@Path("/orders")
@Authenticated
@RunOnVirtualThread
class PaymentResource {

    private final Orders orders;
    private final PaymentRepository payments;
    private final RefundRepository refunds;
    private final RefundService refundService;
    private final Idempotency idempotency;
    private final Caller caller;
    private final Audit audit;

    PaymentResource(Orders orders, PaymentRepository payments, RefundRepository refunds, RefundService refundService,
            Idempotency idempotency, Caller caller, Audit audit) {
        this.orders = orders;
        this.payments = payments;
        this.refunds = refunds;
        this.refundService = refundService;
        this.idempotency = idempotency;
        this.caller = caller;
        this.audit = audit;
    }

    public record PaymentHistory(List<PaymentView> payments, List<RefundView> refunds) {}

    public record PaymentView(UUID paymentId,
            int attempt,
            @Schema(enumeration = {"STARTED", "ACTION_REQUIRED", "CAPTURED", "DECLINED",
                    "FAILED", "REFUNDED"}) String status,
            BigDecimal amount,
            BigDecimal refundedAmount,
            String currency,
            String gateway,
            @Nullable String failure,
            @Nullable String clientSecret,
            Instant createdAt){}

    @RegisterForReflection // Idempotency reads stored responses
    public record RefundView(UUID refundId,
            UUID paymentId,
            @Schema(enumeration = {"REQUESTED", "STARTED", "DONE", "FAILED"}) String status,
            BigDecimal amount,
            String currency,
            String reason,
            String requestedBy,
            @Nullable String failure,
            Instant createdAt,
            Instant updatedAt){}

    public record RefundRequest(
            @NotNull @Positive BigDecimal amount,
            @NotBlank @Size(max = 500) String reason) {}

    @GET
    @Path("/{orderId}/payments")
    @Transactional
    public Envelope<PaymentHistory> history(@PathParam("orderId") UUID orderId) {
        Orders.OwnedOrder order = order(orderId);
        caller.requireMayActFor(order.userId());
        boolean forCustomer = caller.userId().equals(order.userId());
        return Envelope.of(
                new PaymentHistory(payments.of(orderId).stream().map(payment -> payment.view(forCustomer)).toList(),
                        refunds.of(orderId).stream().map(Refund::view).toList()));
    }

    @POST
    @Path("/{orderId}/refunds")
    @HonoursIdempotencyKey
    @RolesAllowed(Roles.ADMIN)
    public RestResponse<Envelope<RefundView>> refund(@PathParam("orderId") UUID orderId, RefundRequest request) {
        // Outside the transaction: an order that it has read would be stale when it is locked.
        requireAmount(request.amount(), Currency.getInstance(order(orderId).detail().currency()));
        RefundView refund = idempotency.once("POST /orders/" + orderId + "/refunds", request, RefundView.class,
                () -> request(orderId, request));
        return RestResponse.status(RestResponse.Status.ACCEPTED, Envelope.of(refund));
    }

    private RefundView request(UUID orderId, RefundRequest request) {
        RefundView refund = refundService
                .request(orderId, request.amount(), request.reason(), caller.userId().toString()).view();
        audit.record(AuditEvent.of("refund.requested", "order", orderId)
                .with("refundId", refund.refundId().toString())
                .with("amount", refund.currency() + " " + refund.amount().toPlainString()));
        return refund;
    }

    private Orders.OwnedOrder order(UUID orderId) {
        return orders.find(orderId).orElseThrow(() -> new Problem.NotFound("Order"));
    }

    private static void requireAmount(BigDecimal amount, Currency currency) {
        int decimals = Money.decimals(currency);
        if (amount.stripTrailingZeros().scale() > decimals) {
            throw Problem.Invalid.field("/amount", "digits",
                    "must have at most %d decimals in %s".formatted(decimals, currency));
        }
        if (amount.compareTo(Money.MAX) > 0) {
            throw Problem.Invalid.field("/amount", "max", "must be at most " + Money.MAX.toPlainString());
        }
    }
}
