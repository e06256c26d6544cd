package dev.tradepost.order.lifecycle;

import java.util.List;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.crypto.EncryptedColumn;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.user.api.PostalAddress;

/**
 * Where an order goes, or its bill, as it stood in the address book when it was placed. Once the order is over and its customer
 * erased, only the country is left of it.
 *
 * @param street encrypted
 */
@Embeddable
record OrderAddress(@Column(name = "street_address") @Nullable String street, @Nullable String city,
        @Nullable String state, @Column(name = "postal_code") @Nullable String postalCode, String country) {

    static final EncryptedColumn STREET = new EncryptedColumn("orders.order_addresses",
            List.of("order_id", "address_type"), "street_address");

    static OrderAddress snapshot(PostalAddress address, FieldEncryption encryption, UUID orderId, String type) {
        return new OrderAddress(encryption.encrypt(STREET, address.street(), orderId, type), address.city(),
                address.state(),
                address.postalCode(), address.country());
    }

    OrderAddress erased() {
        return new OrderAddress(null, null, null, null, country);
    }

    OrderDetail.Address view(FieldEncryption encryption, UUID orderId, String type) {
        return new OrderDetail.Address(street == null ? null : encryption.decrypt(STREET, street, orderId, type),
                city, state,
                postalCode, country);
    }
}
