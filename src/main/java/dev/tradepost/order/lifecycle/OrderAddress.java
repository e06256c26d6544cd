package dev.tradepost.order.lifecycle;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/** Where an order goes, or its bill, as it stood in the address book when it was placed. */
@Embeddable
record OrderAddress(@Column(name = "street_address") String street, String city, String state,
        @Column(name = "postal_code") String postalCode, String country) {

    OrderDetail.Address view() {
        return new OrderDetail.Address(street, city, state, postalCode, country);
    }
}
