package dev.tradepost.user.onetimetoken;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.crypto.Sha256;
import dev.tradepost.platform.database.RetentionJob;

/**
 * The door to this feature: tokens that prove that somebody reads the mail of an address. 256 random bits each; only their
 * SHA-256 is stored. Several of one purpose may be out; using one makes the others worthless.
 */
@ApplicationScoped
public class OneTimeTokens {

    private static final int BYTES = 32;

    private final EntityManager entities;
    private final RetentionJob retentionJob;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    OneTimeTokens(EntityManager entities, RetentionJob retentionJob, Clock clock) {
        this.entities = entities;
        this.retentionJob = retentionJob;
        this.clock = clock;
    }

    /** What a token is good for, and for how long. */
    public enum Purpose {

        VERIFY_EMAIL(Duration.ofHours(24)), RESET_PASSWORD(Duration.ofHours(1));

        private final Duration lifetime;

        Purpose(Duration lifetime) {
            this.lifetime = lifetime;
        }
    }

    /** Makes a token, in the caller's transaction. It is good from now on. */
    @Transactional(TxType.MANDATORY)
    public String issue(UUID userId, Purpose purpose) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        entities.createNativeQuery("""
                insert into users.one_time_tokens (token_hash, user_id, purpose, created_at, expires_at)
                values (?1, ?2, ?3, ?4, ?5)""")
                .setParameter(1, Sha256.of(token)).setParameter(2, userId).setParameter(3, purpose.name())
                .setParameter(4, now).setParameter(5, now.plus(purpose.lifetime)).executeUpdate();
        return token;
    }

    /** Whose token it is, without using it up. */
    @Transactional
    public Optional<UUID> owner(String token, Purpose purpose) {
        List<?> owners = entities.createNativeQuery(
                "select user_id from users.one_time_tokens where token_hash = ?1 and purpose = ?2 and expires_at > ?3",
                UUID.class).setParameter(1, Sha256.of(token)).setParameter(2, purpose.name())
                .setParameter(3, clock.instant()).getResultList();
        return owners.stream().map(UUID.class::cast).findFirst();
    }

    /**
     * Uses the token up, in the caller's transaction, and the others that its owner has for the same purpose. Locks the owner's
     * row first, so that of several uses at once one succeeds.
     *
     * @return its owner; empty if it is unknown, used or too old
     */
    @Transactional(TxType.MANDATORY)
    public Optional<UUID> redeem(String token, Purpose purpose) {
        Optional<UUID> owner = owner(token, purpose);
        owner.ifPresent(userId -> entities
                .createNativeQuery("select id from users.users where id = ?1 for update", UUID.class)
                .setParameter(1, userId).getResultList());
        return owner.filter(userId -> owner(token, purpose).isPresent()).map(userId -> {
            withdraw(userId, purpose);
            return userId;
        });
    }

    /** Makes what is out of one purpose worthless. */
    @Transactional(TxType.MANDATORY)
    public void withdraw(UUID userId, Purpose purpose) {
        entities.createNativeQuery("delete from users.one_time_tokens where user_id = ?1 and purpose = ?2")
                .setParameter(1, userId).setParameter(2, purpose.name()).executeUpdate();
    }

    @Scheduled(every = "1h", delayed = "2m", identity = "one-time-tokens-pruning")
    @RunOnVirtualThread
    void forgetOld() {
        retentionJob.prune("""
                delete from users.one_time_tokens where token_hash in (
                    select token_hash from users.one_time_tokens where expires_at < ?1 limit ?2)""", clock.instant());
    }
}
