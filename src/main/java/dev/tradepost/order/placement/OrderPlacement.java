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
 * Makes orders out of commands: looks up what things cost, writes the orders and their events, and reserves the stock, with as many
 * statements for many commands as for one. The reservation comes last, because its rows are the ones that others wait for.
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
     * @return for each command, in their order, its order; or why there is none: a {@link Problem.Invalid} naming every product and
     *         address that cannot be used, or a {@link Problem.Conflict} {@code insufficient_stock} naming every line that is short
     * @throws Problem.Conflict the same, of a command that is alone
     * @throws Orders.AlreadyPlaced if an earlier try has placed a command that is alone: {@link #placed}
     * @throws InsufficientStock if somebody else has just taken what the commands want together; alone each of them may get it
     */
    @Transactional(TxType.MANDATORY)
    List<Result<PlacedOrder>> place(List<PlaceOrder> commands) {
        List<Result<OrderDraft>> drafts = drafts(commands);
        List<OrderDraft> good = drafts.stream().flatMap(Result::value).toList();
        Iterator<PlacedOrder> placed = good.isEmpty() ? Collections.emptyIterator() : placed(good, commands).iterator();
        if (commands.size() == 1 && good.isEmpty()) { // what it lacks it may have got itself: a try with others comes before one alone
            Optional<PlacedOrder> earlier = placed(commands.getFirst());
            if (earlier.isPresent()) {
                return List.of(new Result.Success<>(earlier.get()));
            }
        }
        return drafts.stream().map(draft -> draft.map(_ -> placed.next())).toList();
    }

    /** The order that was made of the command. */
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
