package dev.tradepost.user.address;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.crypto.EncryptedColumn;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.user.address.AddressResource.AddressRequest;
import dev.tradepost.user.address.AddressResource.AddressView;

/** An entry of a user's address book. */
@Entity
@Table(schema = "users", name = "addresses")
class UserAddress {

    static final EncryptedColumn STREET = new EncryptedColumn("users.addresses", List.of("id"), "street_address");

    static final int FIRST_VERSION = 0;

    @Id
    private UUID id;
    @Column(name = "user_id")
    private UUID userId;
    @Column(name = "address_type")
    private String addressType;
    /** Encrypted. */
    @Column(name = "street_address")
    private String street;
    private String city;
    private String state;
    @Column(name = "postal_code")
    private String postalCode;
    private String country;
    @Column(name = "is_default")
    private boolean isDefault;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;
    @Version
    private int version;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected UserAddress() {}

    @SuppressWarnings("NullAway.Init") // change() fills the rest
    UserAddress(UUID userId, AddressRequest request, FieldEncryption encryption, Instant now) {
        this.id = Ids.next();
        this.userId = userId;
        this.createdAt = now;
        change(request, encryption, now);
    }

    final void change(AddressRequest request, FieldEncryption encryption, Instant now) {
        addressType = request.addressType();
        street = encryption.encrypt(STREET, request.street(), id);
        city = request.city();
        state = request.state();
        postalCode = request.postalCode();
        country = request.country();
        isDefault = Boolean.TRUE.equals(request.isDefault());
        updatedAt = now;
    }

    UUID id() {
        return id;
    }

    UUID userId() {
        return userId;
    }

    int version() {
        return version;
    }

    AddressView view(FieldEncryption encryption) {
        return new AddressView(id, addressType, encryption.decrypt(STREET, street, id), city, state, postalCode,
                country,
                isDefault);
    }
}
