package dev.tradepost.catalog.inventory;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.catalog.inventory.Stock.StockSnapshot;
import dev.tradepost.kernel.PageRequest;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Pagination;
import dev.tradepost.platform.http.PublicRead;
import dev.tradepost.platform.http.QueryParameters;
import dev.tradepost.platform.idempotency.HonoursIdempotencyKey;
import dev.tradepost.platform.idempotency.Idempotency;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.platform.security.Roles;

@Path("/products")
@RunOnVirtualThread
class StockResource {

    /** Pieces of one product; adding two of these does not overflow an int. */
    static final int MAX_QUANTITY = 1_000_000_000;
    private static final int MAX_WANTED = 1_000_000;

    private final Stock stock;
    private final Idempotency idempotency;
    private final Caller caller;
    private final Audit audit;

    StockResource(Stock stock, Idempotency idempotency, Caller caller, Audit audit) {
        this.stock = stock;
        this.idempotency = idempotency;
        this.caller = caller;
        this.audit = audit;
    }

    public record Availability(
            int available,
            boolean inStock) {}

    @RegisterForReflection // Idempotency reads stored responses
    public record StockView(
            int quantity,
            int reservedQuantity,
            int available,
            @Nullable String warehouseLocation,
            @Nullable Instant lastRestocked) {}

    /** Has either delta or quantity. */
    public record AdjustmentRequest(
            @Min(-MAX_QUANTITY) @Max(MAX_QUANTITY) @Nullable Integer delta,
            @Min(0) @Max(MAX_QUANTITY) @Nullable Integer quantity,
            @NotBlank @Size(max = 255) String reason,
            @Size(min = 1, max = 100) @Nullable String warehouseLocation) {}

    /** @param quantityAfter null for the first stock of an imported product */
    public record AdjustmentView(UUID adjustmentId,
            int delta,
            @Nullable Integer quantityAfter,
            String reason,
            UUID madeBy,
            Instant createdAt) {}

    public record AdjustmentPage(List<AdjustmentView> adjustments, Pagination pagination) {}

    @GET
    @Path("/{productId}/availability")
    @PublicRead
    @PermitAll
    public Envelope<Availability> availability(@PathParam("productId") UUID productId, @Context UriInfo uri) {
        QueryParameters query = new QueryParameters(uri);
        int wanted = query.number("quantity", 1, MAX_WANTED);
        query.check();
        StockSnapshot snapshot = stock.snapshot(productId);
        if (!snapshot.active()) {
            throw new Problem.NotFound("Product");
        }
        int available = snapshot.stock().available();
        return Envelope.of(new Availability(available, available >= wanted));
    }

    @GET
    @Path("/{productId}/inventory")
    @RolesAllowed({Roles.ADMIN, Roles.SELLER})
    public Envelope<StockView> stock(@PathParam("productId") UUID productId) {
        return Envelope.of(requireMayManage(productId).stock());
    }

    @POST
    @Path("/{productId}/inventory/adjustments")
    @HonoursIdempotencyKey
    @RolesAllowed({Roles.ADMIN, Roles.SELLER})
    public RestResponse<Envelope<StockView>> adjust(@PathParam("productId") UUID productId,
            AdjustmentRequest request) {
        requireOne(request);
        StockView adjusted = idempotency.once("POST /products/" + productId + "/inventory/adjustments", request,
                StockView.class, () -> {
                    requireMayManage(productId);
                    int delta = stock.adjust(productId, request, caller.userId());
                    audit.record(AuditEvent.of("stock.adjusted", "product", productId).with("delta",
                            Integer.toString(delta)));
                    return stock.snapshot(productId).stock();
                });
        return RestResponse.status(RestResponse.Status.CREATED, Envelope.of(adjusted));
    }

    @GET
    @Path("/{productId}/inventory/adjustments")
    @RolesAllowed({Roles.ADMIN, Roles.SELLER})
    public Envelope<AdjustmentPage> ledger(@PathParam("productId") UUID productId, @Context UriInfo uri) {
        QueryParameters query = new QueryParameters(uri);
        PageRequest page = query.page();
        query.check();
        requireMayManage(productId);
        return Envelope.of(stock.adjustments(productId, page));
    }

    private static void requireOne(AdjustmentRequest request) {
        if ((request.delta() == null) == (request.quantity() == null)) {
            throw Problem.Invalid.field("", "required", "must have either delta or quantity");
        }
        if (request.delta() != null && request.delta() == 0) {
            throw Problem.Invalid.field("/delta", "range", "must not be 0");
        }
    }

    private StockSnapshot requireMayManage(UUID productId) {
        StockSnapshot snapshot = stock.snapshot(productId);
        caller.requireMayActFor(snapshot.sellerId());
        return snapshot;
    }
}
