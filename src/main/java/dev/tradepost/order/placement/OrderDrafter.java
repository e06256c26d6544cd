package dev.tradepost.order.placement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import dev.tradepost.catalog.api.InsufficientStock.Shortage;
import dev.tradepost.catalog.api.Products.Offer;
import dev.tradepost.kernel.FieldError;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.idempotency.Result;
import dev.tradepost.user.api.AddressBook;
import dev.tradepost.user.api.PostalAddress;

/** Turns commands into order drafts, one after the other, with the offers and addresses that were read for all of them. */
class OrderDrafter {

    private final Map<UUID, Offer> offers;
    private final Map<AddressBook.Entry, PostalAddress> addresses;
    /** Pieces left for the next commands of the batch. */
    private final Map<UUID, Integer> left = new HashMap<>();

    OrderDrafter(Map<UUID, Offer> offers, Map<AddressBook.Entry, PostalAddress> addresses) {
        this.offers = offers;
        this.addresses = addresses;
        offers.forEach((productId, offer) -> left.put(productId, offer.available()));
    }

    Result<OrderDraft> draft(PlaceOrder command) {
        try {
            requireKnown(command);
            Map<UUID, Integer> quantities = command.quantities();
            requireAvailable(command, quantities);
            OrderDraft draft = draft(command, quantities);
            requirePayable(draft);
            quantities.forEach((productId, quantity) -> left.merge(productId, -quantity, Integer::sum));
            return new Result.Success<>(draft);
        } catch (Problem problem) {
            return new Result.Rejection<>(problem);
        }
    }

    private void requireKnown(PlaceOrder command) {
        List<FieldError> errors = new ArrayList<>();
        List<UUID> products = command.products().toList();
        for (int i = 0; i < products.size(); i++) {
            if (!offers.containsKey(products.get(i))) {
                errors.add(new FieldError("/items/" + i + "/productId", "not_found", "is not a product that is sold"));
            }
        }
        requireKnown("shippingAddressId", command.shipping(), errors);
        requireKnown("billingAddressId", command.billing(), errors);
        if (!errors.isEmpty()) {
            throw Problem.Invalid.of(errors);
        }
    }

    private void requireKnown(String field, AddressBook.Entry address, List<FieldError> errors) {
        if (!addresses.containsKey(address)) {
            errors.add(new FieldError("/" + field, "not_found", "is not one of your addresses"));
        }
    }

    /**
     * Rejects an order for sold-out products before it is stored and waits for the lock of the stock: in a rush for the last pieces that is
     * nearly every order. The reservation decides for the others.
     */
    private void requireAvailable(PlaceOrder command, Map<UUID, Integer> quantities) {
        List<Shortage> shortages = quantities.entrySet().stream()
                .map(wanted -> new Shortage(wanted.getKey(), wanted.getValue(),
                        Objects.requireNonNull(left.get(wanted.getKey()))))
                .filter(line -> line.available() < line.wanted()).toList();
        if (!shortages.isEmpty()) {
            throw command.insufficient(shortages);
        }
    }

    private OrderDraft draft(PlaceOrder command, Map<UUID, Integer> quantities) {
        List<OrderDraft.Line> lines = new ArrayList<>();
        quantities.forEach((productId, quantity) -> {
            Offer offer = Objects.requireNonNull(offers.get(productId));
            lines.add(new OrderDraft.Line(productId, offer.name(), offer.sku(), quantity, offer.unitPrice()));
        });
        return new OrderDraft(command.orderId(), command.userId(), lines,
                command.shipping().addressId(),
                address(command.shipping()), command.billing().addressId(), address(command.billing()),
                command.request().paymentMethod(), command.request().paymentToken(), command.trace());
    }

    private PostalAddress address(AddressBook.Entry entry) {
        return Objects.requireNonNull(addresses.get(entry));
    }

    private static void requirePayable(OrderDraft draft) {
        try {
            draft.total();
        } catch (ArithmeticException tooMuch) {
            throw Problem.Invalid.field("/items", "max", "cost more together than one order may");
        }
    }
}
