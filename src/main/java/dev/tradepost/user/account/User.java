package dev.tradepost.user.account;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.crypto.EncryptedColumn;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.security.Roles;
import dev.tradepost.user.account.AccountResource.Profile;
import dev.tradepost.user.account.AdministrationResource.AccountSummary;

/** A person with an account. */
@Entity
@Table(schema = "users", name = "users")
class User {

    static final EncryptedColumn PHONE = new EncryptedColumn("users.users", List.of("id"), "phone");

    @Id
    private UUID id;
    /** See {@link Account#normalisedEmail}; unique. */
    private String email;
    @Column(name = "password_hash")
    private String passwordHash;
    /** Grows with each change of the password. */
    @Column(name = "password_version")
    private int passwordVersion;
    @Column(name = "first_name")
    private String firstName;
    @Column(name = "last_name")
    private String lastName;
    /** Encrypted. */
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
    @Column(name = "erased_at")
    private @Nullable Instant erasedAt;
    @Version
    private int version;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected User() {}

    User(String email, String passwordHash, String firstName, String lastName, String role, Instant now) {
        this(Ids.next(), email, passwordHash, firstName, lastName, role, now);
    }

    User(UUID id, String email, String passwordHash, String firstName, String lastName, String role,
            Instant now) {
        this.id = id;
        this.email = Account.normalisedEmail(email);
        this.passwordHash = passwordHash;
        this.firstName = firstName;
        this.lastName = lastName;
        this.role = role;
        this.createdAt = now;
        this.updatedAt = now;
    }

    void rename(@Nullable String newFirstName, @Nullable String newLastName, Instant now) {
        firstName = newFirstName == null ? firstName : newFirstName;
        lastName = newLastName == null ? lastName : newLastName;
        updatedAt = now;
    }

    void changePhone(@Nullable String newPhone, FieldEncryption encryption, Instant now) {
        phone = newPhone == null || newPhone.isEmpty() ? null : encryption.encrypt(PHONE, newPhone, id);
        updatedAt = now;
    }

    void changePassword(String newHash, Instant now) {
        passwordHash = newHash;
        passwordVersion++;
        updatedAt = now;
    }

    void verify(Instant now) {
        verified = true;
        updatedAt = now;
    }

    void changeRole(String newRole, Instant now) {
        role = newRole;
        updatedAt = now;
    }

    void enable(boolean enabled, Instant now) {
        active = enabled;
        updatedAt = now;
    }

    /** Keeps only the id, because orders refer to it. */
    void erase(Instant now) {
        email = id + "@erased.invalid";
        passwordHash = "erased";
        passwordVersion++;
        firstName = "Erased";
        lastName = "Erased";
        phone = null;
        verified = false;
        active = false;
        lastLogin = null;
        erasedAt = now;
        updatedAt = now;
    }

    UUID id() {
        return id;
    }

    String email() {
        return email;
    }

    String role() {
        return role;
    }

    String passwordHash() {
        return passwordHash;
    }

    int passwordVersion() {
        return passwordVersion;
    }

    int version() {
        return version;
    }

    boolean isAdministrator() {
        return role.equals(Roles.ADMIN);
    }

    boolean isActive() {
        return active;
    }

    boolean isErased() {
        return erasedAt != null;
    }

    Account account() {
        return new Account(id, email, firstName, lastName, role);
    }

    Profile profile(FieldEncryption encryption) {
        return new Profile(id, email, firstName, lastName,
                phone == null ? null : encryption.decrypt(PHONE, phone, id), role,
                verified, createdAt, lastLogin);
    }

    AccountSummary summary() {
        return new AccountSummary(id, email, firstName, lastName, role, active, verified, createdAt, lastLogin);
    }
}
