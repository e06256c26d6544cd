package dev.tradepost.order.payment;

import java.math.BigDecimal;
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

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.Money;
import dev.tradepost.kernel.Problem;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.order.payment.PaymentRecords.PaymentView;
import dev.tradepost.order.payment.RefundRecords.RefundView;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.idempotency.HonoursIdempotencyKey;
import dev.tradepost.platform.idempotency.Idempotency;
import dev.tradepost.platform.openapi.OpenApiAnswers;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.platform.security.Roles;

@Path("/orders")
@Tag(name = "Orders")
@Authenticated
@RunOnVirtualThread
class PaymentResource {

    private final Orders orders;
    private final PaymentRecords payments;
    private final RefundRecords refunds;
    private final Idempotency idempotency;
    private final Caller caller;
    private final Audit audit;

    PaymentResource(Orders orders, PaymentRecords payments, RefundRecords refunds, Idempotency idempotency,
            Caller caller,
            Audit audit) {
        this.orders = orders;
        this.payments = payments;
        this.refunds = refunds;
        this.idempotency = idempotency;
        this.caller = caller;
        this.audit = audit;
    }

    public record PaymentHistory(List<PaymentView> payments, List<RefundView> refunds) {}

    public record RefundRequest(
            @Schema(examples = "19.99", description = "in the order's currency, with no more decimals than that has") @NotNull @Positive BigDecimal amount,
            @Schema(examples = "Arrived broken") @NotBlank @Size(max = 500) String reason) {}

    @GET
    @Path("/{orderId}/payments")
    @Transactional
    @Operation(summary = "List the payments and refunds of an order", description = "While a payment is ACTION_REQUIRED, its clientSecret lets the provider's library in the customer's browser confirm it.")
    public Envelope<PaymentHistory> history(@PathParam("orderId") UUID orderId) {
        Orders.OwnedOrder order = order(orderId);
        caller.requireMayActFor(order.userId());
        return Envelope.of(new PaymentHistory(payments.of(orderId, caller.userId().equals(order.userId())),
                refunds.of(orderId)));
    }

    @POST
    @Path("/{orderId}/refunds")
    @HonoursIdempotencyKey
    @RolesAllowed(Roles.ADMIN)
    @Extension(name = OpenApiAnswers.STATUS, value = "202")
    @Extension(name = OpenApiAnswers.PROBLEMS, value = "409 refund_exceeds_payment, 409 order_not_paid, 409 request_in_progress, 422 idempotency_key_reused")
    @Operation(summary = "Refund an order", description = "All or part of what was paid, never more. Answers when the refund is promised; the list of payments shows when it is done.")
    @Parameter(name = Idempotency.KEY, in = ParameterIn.HEADER, description = Idempotency.DESCRIPTION, schema = @Schema(type = SchemaType.STRING, maxLength = 255))
    public RestResponse<Envelope<RefundView>> refund(@PathParam("orderId") UUID orderId, RefundRequest request) {
        // Before the work: who has read an order in the same transaction cannot lock what others have changed meanwhile.
        requireAmount(request.amount(), Currency.getInstance(order(orderId).detail().currency()));
        return idempotency.once("POST /orders/" + orderId + "/refunds", request, () -> {
            RefundView refund = refunds.request(orderId, request.amount(), request.reason(),
                    caller.userId().toString());
            audit.record(Audit.Event.of("refund.requested", "order", orderId)
                    .with("refundId", refund.refundId().toString())
                    .with("amount", refund.currency() + " " + refund.amount().toPlainString()));
            return RestResponse.status(RestResponse.Status.ACCEPTED, Envelope.of(refund));
        });
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
