package dev.tradepost.order.placement;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import dev.tradepost.catalog.api.InsufficientStock.Shortage;
import dev.tradepost.kernel.FieldError;
import dev.tradepost.kernel.Problem;
import dev.tradepost.order.placement.PlacementResource.OrderRequest;
import dev.tradepost.order.placement.PlacementResource.OrderRequest.OrderedItem;
import dev.tradepost.platform.tracing.Trace;
import dev.tradepost.user.api.AddressBook;

/**
 * The command to place an order.
 *
 * @param orderId of the new order, the same in every try: a try may commit although its connection breaks
 */
record PlaceOrder(UUID orderId, UUID userId, OrderRequest request, Trace trace) {

    /** Pieces by product; a product that is named twice is one line. */
    Map<UUID, Integer> quantities() {
        Map<UUID, Integer> quantities = new LinkedHashMap<>();
        request.items().forEach(item -> quantities.merge(item.productId(), item.quantity(), Integer::sum));
        return quantities;
    }

    Stream<UUID> products() {
        return request.items().stream().map(OrderedItem::productId);
    }

    AddressBook.Entry shipping() {
        return new AddressBook.Entry(userId, request.shippingAddressId());
    }

    AddressBook.Entry billing() {
        return new AddressBook.Entry(userId, request.billingAddressId());
    }

    /** The problem for lines with too little stock; it names each of them. */
    Problem insufficient(List<Shortage> shortages) {
        List<UUID> lines = products().toList();
        List<FieldError> errors = shortages.stream()
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
