package dev.tradepost.user.account;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.security.Roles;
import dev.tradepost.user.api.Customers.Contact;

/** Somebody with an account. */
@Entity
@Table(schema = "users", name = "users")
class User {

    @Id
    private UUID id;
    /** As {@link EmailAddress#normalised}; unique. */
    private String email;
    @Column(name = "password_hash")
    private String passwordHash;
    @Column(name = "first_name")
    private String firstName;
    @Column(name = "last_name")
    private String lastName;
    private @Nullable String phone;
    private String role;
    @Column(name = "is_verified")
    private boolean verified;
    @Column(name = "is_active")
    private boolean active = true;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;
    @Column(name = "last_login")
    private @Nullable Instant lastLogin;
    @Version
    private int version;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected User() {}

    User(String email, String passwordHash, String firstName, String lastName, @Nullable String phone, String role,
            Instant now) {
        this(Ids.next(), email, passwordHash, firstName, lastName, phone, role, now);
    }

    User(UUID id, String email, String passwordHash, String firstName, String lastName, @Nullable String phone,
            String role, Instant now) {
        this.id = id;
        this.email = EmailAddress.normalised(email);
        this.passwordHash = passwordHash;
        this.firstName = firstName;
        this.lastName = lastName;
        this.phone = phone;
        this.role = role;
        this.createdAt = now;
        this.updatedAt = now;
    }

    UUID id() {
        return id;
    }

    String email() {
        return email;
    }

    String passwordHash() {
        return passwordHash;
    }

    boolean isAdministrator() {
        return role.equals(Roles.ADMIN);
    }

    boolean isActive() {
        return active;
    }

    Contact contact() {
        return new Contact(email, firstName, lastName);
    }

    Account account() {
        return new Account(id, email, firstName, lastName, role);
    }

    Profile profile() {
        return new Profile(id, email, firstName, lastName, phone, role, verified, createdAt, lastLogin);
    }
}
