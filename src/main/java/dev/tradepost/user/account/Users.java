package dev.tradepost.user.account;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

@ApplicationScoped
class Users implements PanacheRepositoryBase<User, UUID> {

    Optional<User> findByEmail(String email) {
        return find("email", EmailAddress.normalised(email)).firstResultOptional();
    }

    /** Past the version check: two sign-ins at once are no conflict. */
    void signedIn(UUID userId, Instant at) {
        update("lastLogin = ?1 where id = ?2", at, userId);
    }
}
