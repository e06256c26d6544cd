package dev.tradepost.order.lifecycle;

import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.crypto.FieldEncryption;

/**
 * Where an order goes, or its bill, as it stood in the address book when it was placed. Once the order is over and its customer
 * erased, only the country is left of it.
 *
 * @param street encrypted
 */
@Embeddable
record OrderAddress(@Column(name = "street_address") @Nullable String street, @Nullable String city,
        @Nullable String state, @Column(name = "postal_code") @Nullable String postalCode, String country) {

    OrderAddress erased() {
        return new OrderAddress(null, null, null, null, country);
    }

    OrderDetail.Address view(FieldEncryption encryption, UUID orderId, String type) {
        return new OrderDetail.Address(street == null ? null : encryption.decrypt(Orders.STREET, street, orderId, type),
                city, state,
                postalCode, country);
    }
}
