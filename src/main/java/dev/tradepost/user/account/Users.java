package dev.tradepost.user.account;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.crypto.EncryptedColumn;
import dev.tradepost.platform.security.Roles;

@ApplicationScoped
class Users implements PanacheRepositoryBase<User, UUID> {

    Optional<User> findByEmail(String email) {
        return find("email", EmailAddress.normalised(email)).firstResultOptional();
    }

    /** @throws Problem.NotFound if there is no such user */
    User get(UUID userId) {
        return findByIdOptional(userId).orElseThrow(() -> new Problem.NotFound("User"));
    }

    /**
     * Reads the user and keeps everybody else from changing them, or adding something that refers to them, until the transaction
     * ends.
     *
     * @throws Problem.NotFound if there is no such user, or no more: their row is all that is left of them
     */
    User lock(UUID userId) {
        getEntityManager().createNativeQuery("select id from users.users where id = ?1 for update", UUID.class)
                .setParameter(1, userId).getResultList();
        User user = get(userId);
        getEntityManager().refresh(user);
        if (user.isErased()) {
            throw new Problem.NotFound("User");
        }
        return user;
    }

    /**
     * Past the optimistic lock, so that two sign-ins at once are no conflict. Does nothing when the password or the state of the
     * account has changed since it was compared.
     *
     * @return whether the sign-in stands
     */
    boolean signedIn(UUID userId, int passwordVersion, @Nullable String betterHash, Instant at) {
        String hash = betterHash == null ? "" : ", passwordHash = :hash";
        var update = getEntityManager().createQuery("update versioned User set lastLogin = :at" + hash
                + " where id = :id and passwordVersion = :version and active").setParameter("at", at)
                .setParameter("id", userId).setParameter("version", passwordVersion);
        if (betterHash != null) {
            update.setParameter("hash", betterHash);
        }
        return update.executeUpdate() == 1;
    }

    /**
     * Locks the administrators who can sign in, so that of two who leave at once one stays.
     *
     * @throws Problem.Conflict {@code last_administrator} if this is the only one
     */
    void requireAnotherAdministratorThan(UUID userId) {
        List<User> administrators = find("role = ?1 and active order by id", Roles.ADMIN)
                .withLock(LockModeType.PESSIMISTIC_WRITE).list();
        if (administrators.stream().allMatch(user -> user.id().equals(userId))) {
            throw new Problem.Conflict("last_administrator",
                    "This is the only administrator; make somebody else one first");
        }
    }

    /** Newest first; with a text, those whose address or name has it. */
    PanacheQuery<User> search(@Nullable String text, PageRequest page) {
        PanacheQuery<User> found = text == null
                ? find("order by createdAt desc, id desc")
                : find("""
                        (email like ?1 escape '\\' or lower(firstName || ' ' || lastName) like ?1 escape '\\')
                        and erasedAt is null order by createdAt desc, id desc""",
                        "%" + text.toLowerCase(Locale.ROOT).replace("\\", "\\\\").replace("%", "\\%").replace("_",
                                "\\_")
                                + "%");
        return found.page(page.page() - 1, page.limit());
    }

    @Produces
    @Singleton
    EncryptedColumn phone() {
        return User.PHONE;
    }
}
