package dev.tradepost.order.history;

import java.util.UUID;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.Problem;
import dev.tradepost.order.history.OrderHistory.OrderPage;
import dev.tradepost.order.lifecycle.OrderDetail;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.QueryParameters;
import dev.tradepost.platform.security.Caller;

@Path("/orders")
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
    public Envelope<OrderDetail> detail(@PathParam("orderId") UUID orderId) {
        Orders.OwnedOrder order = orders.find(orderId).orElseThrow(() -> new Problem.NotFound("Order"));
        caller.requireMayActFor(order.userId());
        return Envelope.of(order.detail());
    }
}
