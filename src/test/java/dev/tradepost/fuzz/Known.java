package dev.tradepost.fuzz;

import java.util.List;
import java.util.UUID;

import dev.tradepost.testsupport.ApiDocument.Operation;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Storefront;

/** What is there when fuzzing begins, so that a part of the requests gets past the first check. */
record Known(Customer customer, Customer seller, String admin, Customer leaving, UUID category, UUID product,
        UUID order) {

    static Known in(Storefront shop) {
        Customer customer = shop.customer();
        UUID product = shop.product("9.99", 1_000_000);
        return new Known(customer, shop.seller(), shop.adminToken(), shop.customer(),
                shop.category(Shop.unique("fuzz"), null), product,
                customer.order(null, product, 1));
    }

    /** One of them is nobody's. Who signs out, or leaves, does nothing else. */
    List<String> tokens(Operation operation) {
        boolean endsSessions = operation.path().endsWith("/logout") || operation.path().endsWith("/me/password")
                || (operation.method().equals("DELETE") && operation.path().matches(".*/users/me(/sessions.*)?"));
        return endsSessions
                ? List.of(leaving.token(), "garbage")
                : List.of(customer.token(), seller.token(), admin, "garbage");
    }

    /** @param name of a field or a parameter */
    List<String> of(String name) {
        return switch (name) {
            case "productId" -> List.of(product.toString());
            case "orderId" -> List.of(order.toString());
            case "categoryId", "parentId", "category" -> List.of(category.toString());
            case "addressId", "shippingAddressId", "billingAddressId" -> List.of(customer.addressId().toString(),
                    seller.addressId().toString());
            case "userId" -> List.of(customer.userId().toString(), seller.userId().toString());
            case "email" -> List.of(customer.email(), seller.email());
            default -> List.of();
        };
    }
}
