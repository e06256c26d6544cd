package dev.tradepost.order.placement;

import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import dev.tradepost.catalog.api.InsufficientStock;
import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.catalog.api.Inventory.Demand;
import dev.tradepost.catalog.api.Products;
import dev.tradepost.kernel.Problem;
import dev.tradepost.order.lifecycle.OrderDraft;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.order.lifecycle.PlacedOrder;
import dev.tradepost.platform.idempotency.Result;
import dev.tradepost.user.api.AddressBook;

/**
 * Places orders: reads the offers, stores the orders with their events, and reserves the stock. A batch of commands takes as many statements
 * as a single one. The reservation comes last, because other orders wait for its rows.
 */
@ApplicationScoped
class OrderPlacement {

    private final Products products;
    private final Inventory inventory;
    private final AddressBook addressBook;
    private final Orders orders;
    private final OrderNumbers numbers;
    private final Duration reservationLifetime;
    private final Clock clock;

    OrderPlacement(Products products, Inventory inventory, AddressBook addressBook, Orders orders, OrderNumbers numbers,
            @ConfigProperty(name = "tradepost.reservation-lifetime") Duration reservationLifetime, Clock clock) {
        this.products = products;
        this.inventory = inventory;
        this.addressBook = addressBook;
        this.orders = orders;
        this.numbers = numbers;
        this.reservationLifetime = reservationLifetime;
        this.clock = clock;
    }

    /**
     * @return a result for each command, in order: the placed order, a {@link Problem.Invalid} that names every unusable product and
     *         address, or a {@link Problem.Conflict} {@code insufficient_stock} that names every line with too little stock
     * @throws Problem.Conflict the same, for a batch of one
     * @throws Orders.AlreadyPlaced if an earlier try has placed the only command: {@link #placed}
     * @throws InsufficientStock if concurrent orders have taken stock that the batch needs; a single command may still succeed
     */
    @Transactional(TxType.MANDATORY)
    List<Result<PlacedOrder>> place(List<PlaceOrder> commands) {
        List<Result<OrderDraft>> drafts = drafts(commands);
        List<OrderDraft> good = drafts.stream().flatMap(Result::value).toList();
        Iterator<PlacedOrder> placed = good.isEmpty() ? Collections.emptyIterator() : placed(good, commands).iterator();
        if (commands.size() == 1 && good.isEmpty()) { // an earlier try in a batch may have placed it and taken the stock that is missing now
            Optional<PlacedOrder> earlier = placed(commands.getFirst());
            if (earlier.isPresent()) {
                return List.of(new Result.Success<>(earlier.get()));
            }
        }
        return drafts.stream().map(draft -> draft.map(_ -> placed.next())).toList();
    }

    /** The order that an earlier try of the command has placed. */
    Optional<PlacedOrder> placed(PlaceOrder command) {
        return orders.placed(command.orderId());
    }

    private List<Result<OrderDraft>> drafts(List<PlaceOrder> commands) {
        OrderDrafter orderDrafter = new OrderDrafter(
                products.offers(commands.stream().flatMap(PlaceOrder::products).collect(Collectors.toSet())),
                addressBook.addresses(
                        commands.stream().flatMap(command -> Stream.of(command.shipping(), command.billing()))
                                .collect(Collectors.toSet())),
                numbers);
        return commands.stream().map(orderDrafter::draft).toList();
    }

    private List<PlacedOrder> placed(List<OrderDraft> drafts, List<PlaceOrder> commands) {
        List<PlacedOrder> placed = orders.place(drafts);
        Map<UUID, List<Demand>> demand = new LinkedHashMap<>();
        drafts.forEach(draft -> demand.put(draft.orderId(), draft.lines().stream()
                .map(line -> new Demand(line.productId(), line.quantity())).toList()));
        try {
            inventory.reserve(demand, clock.instant().plus(reservationLifetime));
        } catch (InsufficientStock tooLittle) {
            throw commands.size() == 1 ? commands.getFirst().insufficient(tooLittle.shortages()) : tooLittle;
        }
        return placed;
    }
}
