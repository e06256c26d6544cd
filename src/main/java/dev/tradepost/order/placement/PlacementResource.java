package dev.tradepost.order.placement;

import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.idempotency.HonoursIdempotencyKey;
import dev.tradepost.platform.idempotency.Idempotency;
import dev.tradepost.platform.idempotency.IdempotentRequest;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.platform.tracing.Trace;

@Path("/orders")
@RunOnVirtualThread
class PlacementResource {

    private final OrderPlacement orderPlacement;
    private final Idempotency idempotency;
    private final Caller caller;

    PlacementResource(OrderPlacement orderPlacement, Idempotency idempotency, Caller caller) {
        this.orderPlacement = orderPlacement;
        this.idempotency = idempotency;
        this.caller = caller;
    }

    /** @param paymentToken from the payment provider's client library */
    public record OrderRequest(@NotNull @Size(min = 1, max = 100) List<@NotNull @Valid OrderedItem> items,
            @NotNull UUID shippingAddressId,
            @NotNull UUID billingAddressId,
            @NotNull @Pattern(regexp = "credit_card|paypal|bank_transfer", message = "must be credit_card, paypal or bank_transfer") String paymentMethod,
            @Size(min = 1, max = 255) @Nullable String paymentToken) {

        public record OrderedItem(@NotNull UUID productId, @NotNull @Min(1) @Max(1000) Integer quantity) {}
    }

    @POST
    @HonoursIdempotencyKey
    @Authenticated
    public RestResponse<Envelope<PlacedOrder>> place(OrderRequest request) {
        IdempotentRequest<PlaceOrder> command = idempotency.request("POST /orders", request,
                new PlaceOrder(Ids.next(), caller.userId(), request, Trace.current()));
        PlacedOrder order = idempotency.answer(command, PlacedOrder.class, () -> orderPlacement.place(command));
        return ResponseBuilder.create(RestResponse.Status.CREATED, Envelope.of(order))
                .header(HttpHeaders.LOCATION, "/api/v1/orders/" + order.orderId()).build();
    }
}
