package dev.tradepost.order.lifecycle;

import java.util.UUID;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.Problem;
import dev.tradepost.order.lifecycle.OrderHistory.OrderPage;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.QueryParameters;
import dev.tradepost.platform.openapi.OpenApiAnswers;
import dev.tradepost.platform.security.Caller;

@Path("/orders")
@Tag(name = "Orders")
@Authenticated
@RunOnVirtualThread
class OrderResource {

    private final Orders orders;
    private final OrderHistory history;
    private final Caller caller;

    OrderResource(Orders orders, OrderHistory history, Caller caller) {
        this.orders = orders;
        this.history = history;
        this.caller = caller;
    }

    @GET
    @Extension(name = OpenApiAnswers.PROBLEMS, value = "403 access_denied")
    @Operation(summary = "List orders, newest first", description = "The caller's own; to administrators everybody's, or those of one user.")
    @Parameter(name = "status", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING, enumeration = {
            "PENDING", "CONFIRMED", "PROCESSING", "SHIPPED", "DELIVERED", "CANCELLED"}))
    @Parameter(name = "from", in = ParameterIn.QUERY, description = "placed at this time or later: a day in UTC or a time", example = "2026-11-22", schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "placed before this time: a day in UTC or a time", example = "2026-11-23T12:00:00Z", schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "userId", in = ParameterIn.QUERY, description = "whose; for administrators", schema = @Schema(type = SchemaType.STRING, format = "uuid"))
    @Parameter(name = "page", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.INTEGER, minimum = "1", defaultValue = "1"))
    @Parameter(name = "cursor", in = ParameterIn.QUERY, description = "the nextCursor of the page before, in place of page; costs the same however deep", schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = "limit", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100", defaultValue = "20"))
    public Envelope<OrderPage> list(@Context UriInfo uri) {
        QueryParameters query = new QueryParameters(uri);
        OrderFilter wanted = OrderFilter.of(query);
        query.check();
        return Envelope.of(history.page(visible(wanted)));
    }

    private OrderFilter visible(OrderFilter wanted) {
        if (wanted.userId() != null) {
            caller.requireMayActFor(wanted.userId());
            return wanted;
        }
        return caller.isAdmin() ? wanted : wanted.ofUser(caller.userId());
    }

    @GET
    @Path("/{orderId}")
    @Operation(summary = "Get an order")
    public Envelope<OrderDetail> detail(@PathParam("orderId") UUID orderId) {
        Orders.OwnedOrder order = orders.find(orderId).orElseThrow(() -> new Problem.NotFound("Order"));
        caller.requireMayActFor(order.userId());
        return Envelope.of(order.detail());
    }
}
