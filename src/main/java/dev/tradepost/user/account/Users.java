package dev.tradepost.user.account;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.crypto.EncryptedColumn;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.security.AccountDirectory;
import dev.tradepost.platform.security.Roles;
import dev.tradepost.user.api.Customers;

/** The users, and what other modules may ask about them. */
@ApplicationScoped
class Users implements PanacheRepositoryBase<User, UUID>, Customers, AccountDirectory {

    private static final String CONTACTS = """
            select id, email, first_name, last_name, is_verified from users.users where id = any(?) and erased_at is null""";
    private static final String RECORD_SIGN_IN = """
            update users.users set last_login = ?, password_hash = ?, version = version + 1
             where id = ? and password_version = ? and is_active
            returning id, email, first_name, last_name, role""";

    private final Sql sql;

    Users(Sql sql) {
        this.sql = sql;
    }

    Optional<User> findByEmail(String email) {
        return find("email", Account.normalisedEmail(email)).firstResultOptional();
    }

    /** @throws Problem.NotFound if there is no such user */
    User get(UUID userId) {
        return findByIdOptional(userId).orElseThrow(() -> new Problem.NotFound("User"));
    }

    /**
     * Locks the user until the transaction ends: nobody else can change it, or insert a row that refers to it. Must come before the
     * transaction reads the user, or it returns what was read then.
     *
     * @throws Problem.NotFound if there is no such user, or it is erased
     */
    User lock(UUID userId) {
        sql.query("select 1 from users.users where id = ? for update", _ -> true, userId);
        return findByIdOptional(userId).filter(user -> !user.isErased())
                .orElseThrow(() -> new Problem.NotFound("User"));
    }

    /**
     * Records a sign-in, without optimistic locking, so that concurrent sign-ins do not conflict.
     *
     * @return empty if the password or the state of the account has changed since the password was checked
     */
    Optional<Account> recordSignIn(UUID userId, int passwordVersion, String hash, Instant at) {
        return sql.query(RECORD_SIGN_IN,
                row -> new Account(row.getObject("id", UUID.class), row.getString("email"),
                        row.getString("first_name"), row.getString("last_name"), row.getString("role")),
                at, hash, userId, passwordVersion).stream().findFirst();
    }

    /**
     * Locks the active administrators if the user is an administrator, so that of two who leave at the same time one stays. Must come
     * before {@link #lock}: the order of locks prevents deadlocks.
     *
     * @throws Problem.Conflict {@code last_administrator} if the user is the only one
     */
    void requireOtherAdministrator(UUID userId) {
        if (count("id = ?1 and role = ?2", userId, Roles.ADMIN) == 0) {
            return;
        }
        if (sql.query("select id from users.users where role = ? and is_active order by id for update",
                row -> row.getObject(1, UUID.class), Roles.ADMIN).equals(List.of(userId))) {
            throw new Problem.Conflict("last_administrator",
                    "This is the only administrator; give the role to somebody else first");
        }
    }

    /** Newest first. A text is searched in e-mail addresses and names. */
    PanacheQuery<User> search(@Nullable String text, PageRequest page) {
        PanacheQuery<User> found = text == null
                ? find("order by createdAt desc, id desc")
                : find("""
                        (email like ?1 escape '\\' or lower(firstName || ' ' || lastName) like ?1 escape '\\')
                        and erasedAt is null order by createdAt desc, id desc""",
                        "%" + text.toLowerCase(Locale.ROOT).replaceAll("([\\\\%_])", "\\\\$1") + "%");
        return found.page(page.page() - 1, page.limit());
    }

    @Override
    public Map<UUID, Contact> contacts(Set<UUID> userIds) {
        Map<UUID, Contact> contacts = new HashMap<>();
        sql.query(CONTACTS,
                row -> contacts.put(row.getObject("id", UUID.class),
                        new Contact(row.getString("email"), row.getString("first_name"), row.getString("last_name"),
                                row.getBoolean("is_verified"))),
                Sql.uuids(userIds));
        return contacts;
    }

    @Override
    public Optional<String> roleOf(UUID userId) {
        return sql.query("select role from users.users where id = ? and is_active and erased_at is null",
                row -> row.getString(1), userId).stream().findFirst();
    }

    @Produces
    @Singleton
    EncryptedColumn phone() {
        return User.PHONE;
    }
}
