package dev.tradepost.order.lifecycle;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

import org.jspecify.annotations.Nullable;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.catalog.api.Products;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.idempotency.HonoursIdempotencyKey;
import dev.tradepost.platform.idempotency.Idempotency;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.platform.security.Roles;

/** Moves an order on, or ends it. */
@Path("/orders/{orderId}")
@RunOnVirtualThread
class OrderStatusResource {

    private static final String ORDER = "order";

    private final ManualTransitions transitions;
    private final Products products;
    private final Idempotency idempotency;
    private final Caller caller;
    private final Audit audit;

    OrderStatusResource(ManualTransitions transitions, Products products, Idempotency idempotency, Caller caller,
            Audit audit) {
        this.transitions = transitions;
        this.products = products;
        this.idempotency = idempotency;
        this.caller = caller;
        this.audit = audit;
    }

    public record CancelRequest(
            @NotBlank @Size(max = 500) String reason) {}

    public record StatusRequest(
            @NotNull @Pattern(regexp = "PENDING|CONFIRMED|PROCESSING|SHIPPED|DELIVERED|CANCELLED", message = "must be PENDING, CONFIRMED, PROCESSING, SHIPPED, DELIVERED or CANCELLED") String status,
            @Pattern(regexp = "[ -~]{1,100}", message = "must be 1 to 100 printable characters") @Nullable String trackingNumber,
            @Size(min = 1, max = 500) @Nullable String reason) {}

    @POST
    @Path("/cancel")
    @Authenticated
    @HonoursIdempotencyKey
    public Envelope<OrderDetail> cancel(@PathParam("orderId") UUID orderId, CancelRequest request) {
        OrderDetail order = idempotency.onceEncrypted("POST /orders/" + orderId + "/cancel", request, OrderDetail.class,
                () -> cancel(orderId, request.reason()));
        return Envelope.of(order, "The order is cancelled");
    }

    @PATCH
    @Path("/status")
    @RolesAllowed({Roles.ADMIN, Roles.SELLER})
    @Transactional
    public Envelope<OrderDetail> step(@PathParam("orderId") UUID orderId, StatusRequest request) {
        requireFields(request);
        OrderStatus wanted = OrderStatus.valueOf(request.status());
        if (wanted == OrderStatus.CANCELLED) {
            if (!caller.isAdmin()) {
                throw Problem.Forbidden.accessDenied();
            }
            return Envelope.of(cancel(orderId, Objects.requireNonNull(request.reason())));
        }
        Order order = transitions.lock(orderId);
        requireSeller(order);
        OrderDetail moved = switch (wanted) {
            case SHIPPED -> transitions.ship(order, Objects.requireNonNull(request.trackingNumber()), request.reason(),
                    caller.userId());
            case DELIVERED -> transitions.deliver(order, request.reason(), caller.userId());
            case PENDING, CONFIRMED, PROCESSING, CANCELLED -> throw order.status().refusalByHand(wanted);
        };
        audit.record(AuditEvent.of("order." + wanted.name().toLowerCase(Locale.ROOT), ORDER, orderId));
        return Envelope.of(moved);
    }

    private static void requireFields(StatusRequest request) {
        boolean ships = request.status().equals(OrderStatus.SHIPPED.name());
        if (ships && (request.trackingNumber() == null || request.trackingNumber().isBlank())) {
            throw Problem.Invalid.field("/trackingNumber", "required", "is required with SHIPPED");
        }
        if (!ships && request.trackingNumber() != null) {
            throw Problem.Invalid.field("/trackingNumber", "not_allowed", "goes with SHIPPED only");
        }
        if (request.status().equals(OrderStatus.CANCELLED.name())
                && (request.reason() == null || request.reason().isBlank())) {
            throw Problem.Invalid.field("/reason", "required", "is required with CANCELLED");
        }
    }

    private OrderDetail cancel(UUID orderId, String reason) {
        Order order = transitions.lock(orderId);
        caller.requireMayActFor(order.userId());
        if (!order.userId().equals(caller.userId())) {
            audit.record(AuditEvent.of("order.cancelled", ORDER, orderId).with("reason", reason));
        }
        return transitions.cancel(order, reason, caller.userId());
    }

    /** Goods of several sellers are shipped by the shop: none of the sellers has all of them. */
    private void requireSeller(Order order) {
        if (!caller.isAdmin() && !products.sellersOf(order.products()).equals(Set.of(caller.userId()))) {
            throw Problem.Forbidden.accessDenied();
        }
    }
}
