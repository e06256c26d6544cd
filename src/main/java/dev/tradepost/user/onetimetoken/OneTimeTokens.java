package dev.tradepost.user.onetimetoken;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.tradepost.platform.crypto.Sha256;
import dev.tradepost.platform.database.Retention;
import dev.tradepost.platform.database.Sql;

/**
 * The door to this feature: tokens which prove that somebody reads the mail of an address. Each has 256 random bits, and only its SHA-256
 * is stored. A user may have several tokens of one purpose; redeeming one invalidates the others.
 */
@ApplicationScoped
public class OneTimeTokens {

    private static final int BYTES = 32;

    private final Sql sql;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    OneTimeTokens(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** What a token allows, and how long it is valid. */
    public enum Purpose {

        VERIFY_EMAIL(Duration.ofHours(24)),
        RESET_PASSWORD(Duration.ofHours(1));

        private final Duration lifetime;

        Purpose(Duration lifetime) {
            this.lifetime = lifetime;
        }
    }

    /** Creates a token in the caller's transaction. Its lifetime begins now. */
    @Transactional(TxType.MANDATORY)
    public String issue(UUID userId, Purpose purpose) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        sql.update("""
                insert into users.one_time_tokens (token_hash, user_id, purpose, created_at, expires_at)
                values (?, ?, ?, ?, ?)""", Sha256.of(token), userId, purpose.name(), now, now.plus(purpose.lifetime));
        return token;
    }

    /** The user of a valid token, which stays valid. */
    public Optional<UUID> owner(String token, Purpose purpose) {
        return sql.query(
                "select user_id from users.one_time_tokens where token_hash = ? and purpose = ? and expires_at > ?",
                row -> row.getObject(1, UUID.class), Sha256.of(token), purpose.name(), clock.instant()).stream()
                .findFirst();
    }

    /**
     * Invalidates the token and the user's other tokens of the same purpose, in the caller's transaction. Locks the user's row, so
     * of several concurrent calls one succeeds.
     *
     * @return its user; empty if the token is unknown, redeemed or expired
     */
    @Transactional(TxType.MANDATORY)
    public Optional<UUID> redeem(String token, Purpose purpose) {
        owner(token, purpose).ifPresent(
                userId -> sql.query("select 1 from users.users where id = ? for update", _ -> true, userId));
        Optional<UUID> owner = owner(token, purpose); // again: a concurrent call may have redeemed it before the lock
        owner.ifPresent(userId -> invalidate(userId, purpose));
        return owner;
    }

    /** Invalidates all tokens of one purpose. */
    @Transactional(TxType.MANDATORY)
    public void invalidate(UUID userId, Purpose purpose) {
        sql.update("delete from users.one_time_tokens where user_id = ? and purpose = ?", userId, purpose.name());
    }

    @Produces
    @Singleton
    static Retention retention() {
        return new Retention("users.one_time_tokens", "token_hash", "expires_at < ?", Duration.ZERO);
    }
}
