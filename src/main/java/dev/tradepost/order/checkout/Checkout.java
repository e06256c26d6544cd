package dev.tradepost.order.checkout;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.api.InsufficientStock;
import dev.tradepost.catalog.api.InsufficientStock.Shortage;
import dev.tradepost.catalog.api.Inventory;
import dev.tradepost.catalog.api.Inventory.Demand;
import dev.tradepost.catalog.api.Products;
import dev.tradepost.catalog.api.Products.Offer;
import dev.tradepost.kernel.FieldError;
import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Problem;
import dev.tradepost.order.checkout.CheckoutResource.OrderRequest;
import dev.tradepost.order.lifecycle.OrderDraft;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.order.lifecycle.PlacedOrder;
import dev.tradepost.user.api.AddressBook;
import dev.tradepost.user.api.PostalAddress;

/**
 * Makes an order out of a request: looks up what things cost, writes the order and its event, and reserves the stock, all in one
 * transaction. The reservation comes last, because its rows are the ones that others wait for.
 */
@ApplicationScoped
class Checkout {

    private final Products products;
    private final Inventory inventory;
    private final AddressBook addressBook;
    private final Orders orders;
    private final OrderNumbers numbers;
    private final Duration reservationLifetime;
    private final Clock clock;

    Checkout(Products products, Inventory inventory, AddressBook addressBook, Orders orders, OrderNumbers numbers,
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
     * @throws Problem.Invalid naming every product and address that cannot be used
     * @throws Problem.Conflict {@code insufficient_stock}, naming every line that is short
     */
    @Transactional
    PlacedOrder place(UUID userId, OrderRequest request) {
        Map<UUID, Integer> quantities = summed(request.items());
        OrderDraft draft = draft(userId, request, quantities);
        PlacedOrder placed = orders.place(draft);
        reserve(draft.orderId(), request, quantities);
        return placed;
    }

    /** The same product twice is one line. */
    private static Map<UUID, Integer> summed(List<OrderRequest.OrderedItem> items) {
        Map<UUID, Integer> quantities = new LinkedHashMap<>();
        items.forEach(item -> quantities.merge(item.productId(), item.quantity(), Integer::sum));
        return quantities;
    }

    private OrderDraft draft(UUID userId, OrderRequest request, Map<UUID, Integer> quantities) {
        Map<UUID, Offer> offers = products.offers(quantities.keySet());
        Map<UUID, PostalAddress> addresses = addressBook.addressesOf(userId,
                List.of(request.shippingAddressId(), request.billingAddressId()));
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < request.items().size(); i++) {
            if (!offers.containsKey(request.items().get(i).productId())) {
                errors.add(new FieldError("/items/" + i + "/productId", "not_found", "is not a product that is sold"));
            }
        }
        PostalAddress shipping = address("shippingAddressId", request.shippingAddressId(), addresses, errors);
        PostalAddress billing = address("billingAddressId", request.billingAddressId(), addresses, errors);
        if (!errors.isEmpty() || shipping == null || billing == null) {
            throw Problem.Invalid.of(errors);
        }
        requireAvailable(request, quantities, offers);
        List<OrderDraft.Line> lines = new ArrayList<>();
        quantities.forEach((productId, quantity) -> {
            Offer offer = Objects.requireNonNull(offers.get(productId));
            lines.add(new OrderDraft.Line(productId, offer.name(), offer.sku(), quantity, offer.unitPrice()));
        });
        OrderDraft draft = new OrderDraft(Ids.next(), userId, numbers.next(), lines, request.shippingAddressId(),
                shipping, request.billingAddressId(), billing, request.paymentMethod(), request.paymentToken());
        requirePayable(draft);
        return draft;
    }

    private static @Nullable PostalAddress address(String field, UUID id, Map<UUID, PostalAddress> addresses,
            List<FieldError> errors) {
        PostalAddress address = addresses.get(id);
        if (address == null) {
            errors.add(new FieldError("/" + field, "not_found", "is not one of your addresses"));
        }
        return address;
    }

    private static void requirePayable(OrderDraft draft) {
        try {
            draft.total();
        } catch (ArithmeticException tooMuch) {
            throw Problem.Invalid.field("/items", "max", "cost more together than one order may");
        }
    }

    /**
     * Whoever comes when it is gone is told so without writing an order and waiting for the stock's lock: in a race for the last ones
     * that is nearly everybody. Only a no counts; a yes is the reservation's to give.
     */
    private static void requireAvailable(OrderRequest request, Map<UUID, Integer> quantities,
            Map<UUID, Offer> offers) {
        List<Shortage> shortages = quantities.entrySet().stream()
                .map(wanted -> new Shortage(wanted.getKey(), wanted.getValue(),
                        Objects.requireNonNull(offers.get(wanted.getKey())).available()))
                .filter(line -> line.available() < line.wanted()).toList();
        if (!shortages.isEmpty()) {
            throw insufficientStock(request, new InsufficientStock(shortages));
        }
    }

    private void reserve(UUID orderId, OrderRequest request, Map<UUID, Integer> quantities) {
        List<Demand> demand = quantities.entrySet().stream()
                .map(entry -> new Demand(entry.getKey(), entry.getValue())).toList();
        try {
            inventory.reserve(orderId, demand, clock.instant().plus(reservationLifetime));
        } catch (InsufficientStock tooLittle) {
            throw insufficientStock(request, tooLittle);
        }
    }

    private static Problem insufficientStock(OrderRequest request, InsufficientStock tooLittle) {
        List<UUID> lines = request.items().stream().map(OrderRequest.OrderedItem::productId).toList();
        List<FieldError> errors = tooLittle.shortages().stream()
                .map(shortage -> new FieldError("/items/" + lines.indexOf(shortage.productId()) + "/quantity",
                        "insufficient_stock", shortage.wanted() + " wanted, " + shortage.available() + " available"))
                .toList();
        return new Problem.Conflict("insufficient_stock",
                errors.size() == 1
                        ? "There is not enough of 1 product"
                        : "There is not enough of " + errors.size() + " products",
                errors);
    }
}
