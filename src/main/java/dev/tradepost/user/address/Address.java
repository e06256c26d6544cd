package dev.tradepost.user.address;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import dev.tradepost.kernel.Ids;
import dev.tradepost.user.address.AddressResource.AddressRequest;
import dev.tradepost.user.address.AddressResource.AddressView;
import dev.tradepost.user.api.PostalAddress;

/** One entry of somebody's address book. */
@Entity
@Table(schema = "users", name = "addresses")
class Address {

    @Id
    private UUID id;
    @Column(name = "user_id")
    private UUID userId;
    @Column(name = "address_type")
    private String addressType;
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
    protected Address() {}

    Address(UUID userId, AddressRequest request, Instant now) {
        this.id = Ids.next();
        this.userId = userId;
        this.addressType = request.addressType();
        this.street = request.street();
        this.city = request.city();
        this.state = request.state();
        this.postalCode = request.postalCode();
        this.country = request.country();
        this.isDefault = Boolean.TRUE.equals(request.isDefault());
        this.createdAt = now;
        this.updatedAt = now;
    }

    UUID id() {
        return id;
    }

    AddressView view() {
        return new AddressView(id, addressType, street, city, state, postalCode, country, isDefault);
    }

    PostalAddress postal() {
        return new PostalAddress(street, city, state, postalCode, country);
    }
}
