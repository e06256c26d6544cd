package dev.tradepost.order.placement;

import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.catalog.api.InsufficientStock;
import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.catalog.api.Inventory.Demand;
import dev.tradepost.catalog.api.Products;
import dev.tradepost.kernel.Problem;
import dev.tradepost.order.api.OrderEvent;
import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.order.lifecycle.OrderTransitioned;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.platform.database.MicroBatcher;
import dev.tradepost.platform.idempotency.Idempotency;
import dev.tradepost.platform.idempotency.IdempotentBatch;
import dev.tradepost.platform.idempotency.IdempotentRequest;
import dev.tradepost.platform.idempotency.Outcome;
import dev.tradepost.platform.idempotency.Result;
import dev.tradepost.platform.outbox.Outbox;
import dev.tradepost.user.api.AddressBook;

/**
 * Places orders. Concurrent orders share a transaction: a batch takes as many statements as a single order. The stock is reserved last,
 * because other orders wait for its rows.
 */
@ApplicationScoped
class OrderPlacement {

    private final Idempotency idempotency;
    private final Products products;
    private final Inventory inventory;
    private final AddressBook addressBook;
    private final Orders orders;
    private final NewOrders newOrders;
    private final Outbox outbox;
    private final Event<OrderTransitioned> transitioned;
    private final Duration reservationLifetime;
    private final Clock clock;
    private final MicroBatcher<IdempotentRequest<PlaceOrder>, Outcome<PlacedOrder>> batcher;

    OrderPlacement(Idempotency idempotency, Products products, Inventory inventory, AddressBook addressBook,
            Orders orders, NewOrders newOrders, Outbox outbox, Event<OrderTransitioned> transitioned,
            @ConfigProperty(name = "tradepost.reservation-lifetime") Duration reservationLifetime, Clock clock,
            PlacementConfig config) {
        this.idempotency = idempotency;
        this.products = products;
        this.inventory = inventory;
        this.addressBook = addressBook;
        this.orders = orders;
        this.newOrders = newOrders;
        this.outbox = outbox;
        this.transitioned = transitioned;
        this.reservationLifetime = reservationLifetime;
        this.clock = clock;
        this.batcher = MicroBatcher.withMaxWait(this::placeBatch, config::maxWait);
    }

    /**
     * @return the placed order, or a rejection: a {@link Problem.Invalid} that names every unusable product and address, or a
     *         {@link Problem.Conflict} {@code insufficient_stock} that names every line with too little stock
     */
    Outcome<PlacedOrder> place(IdempotentRequest<PlaceOrder> request) {
        try {
            return batcher.call(request);
        } catch (NewOrders.AlreadyPlaced unconfirmed) { // by a batch whose commit was not confirmed
            return new Outcome.Executed<>(
                    placed(request.command()).orElseThrow(() -> unconfirmed));
        }
    }

    /** @throws InsufficientStock if concurrent orders have taken stock that the batch needs; each order is then placed alone */
    private List<Outcome<PlacedOrder>> placeBatch(List<IdempotentRequest<PlaceOrder>> requests) {
        return QuarkusTransaction.requiringNew().call(() -> {
            IdempotentBatch<PlaceOrder, PlacedOrder> batch = idempotency.begin(requests);
            return batch.complete(place(batch.pending()));
        });
    }

    /** Places the orders in the current transaction. */
    List<Result<PlacedOrder>> place(List<PlaceOrder> commands) {
        List<Result<OrderDraft>> results = draft(commands);
        List<OrderDraft> drafts = results.stream().flatMap(Result::stream).toList();
        if (commands.size() == 1 && drafts.isEmpty()) { // a batch whose commit was not confirmed may have taken the stock for it
            Optional<PlacedOrder> unconfirmed = placed(commands.getFirst());
            if (unconfirmed.isPresent()) {
                return List.of(new Result.Success<>(unconfirmed.get()));
            }
        }
        Iterator<PlacedOrder> placed = store(drafts).iterator();
        reserveStock(drafts, commands);
        return results.stream().map(result -> result.map(_ -> placed.next())).toList();
    }

    private Optional<PlacedOrder> placed(PlaceOrder command) {
        return orders.find(command.orderId()).map(order -> PlacedOrder.of(order.detail()));
    }

    private List<PlacedOrder> store(List<OrderDraft> drafts) {
        List<PlacedOrder> placed = newOrders.insert(drafts);
        for (int i = 0; i < placed.size(); i++) {
            OrderEvent created = placed.get(i).event(drafts.get(i).userId());
            drafts.get(i).trace().run(() -> outbox.append(OrderEventType.EXCHANGE, OrderEventType.CREATED.type(),
                    created.orderId(), created));
            transitioned.fire(OrderTransitioned.placed());
        }
        return placed;
    }

    private List<Result<OrderDraft>> draft(List<PlaceOrder> commands) {
        OrderDrafter drafter = new OrderDrafter(
                products.offers(commands.stream().flatMap(PlaceOrder::products).collect(Collectors.toSet())),
                addressBook.addresses(commands.stream()
                        .flatMap(command -> Stream.of(command.shipping(), command.billing()))
                        .collect(Collectors.toSet())));
        return commands.stream().map(drafter::draft).toList();
    }

    private void reserveStock(List<OrderDraft> drafts, List<PlaceOrder> commands) {
        Map<UUID, List<Demand>> demand = new LinkedHashMap<>();
        drafts.forEach(draft -> demand.put(draft.orderId(), draft.lines().stream()
                .map(line -> new Demand(line.productId(), line.quantity())).toList()));
        try {
            inventory.reserve(demand, clock.instant().plus(reservationLifetime));
        } catch (InsufficientStock tooLittle) {
            throw commands.size() == 1 ? commands.getFirst().insufficient(tooLittle.shortages()) : tooLittle;
        }
    }
}
