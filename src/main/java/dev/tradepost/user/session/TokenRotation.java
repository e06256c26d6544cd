package dev.tradepost.user.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.crypto.EncryptedColumn;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.security.TokenConfig;
import dev.tradepost.user.account.Account;
import dev.tradepost.user.session.Tokens.RefreshToken;
import dev.tradepost.user.session.Tokens.TokenPair;

/**
 * Exchanges refresh tokens. A client that lost the response repeats the request with the spent token, so the successor is kept,
 * encrypted, for ten seconds: docs/adr/0035.
 */
@ApplicationScoped
class TokenRotation {

    /** How long a spent token still gets its successor. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** Not re-encrypted when keys rotate: its values live for seconds. */
    private static final EncryptedColumn SUCCESSOR = new EncryptedColumn("users.sessions", List.of("id"), "successor");

    private static final String ROTATE = """
            update users.sessions
               set spent_token_hash = refresh_token_hash, spent_at = ?, refresh_token_hash = ?, successor = ?,
                   last_used_at = ?, expires_at = ?
             where id = ? and user_id = ? and refresh_token_hash = ? and revoked_at is null and expires_at > ?""";
    private static final String SUCCESSOR_OF = """
            select successor, refresh_token_hash from users.sessions
             where id = ? and user_id = ? and spent_token_hash = ? and spent_at > ? and successor is not null
               and revoked_at is null and expires_at > ?""";
    private static final String FORGET = "update users.sessions set successor = null where successor is not null and spent_at <= ?";

    private final Sql sql;
    private final Tokens tokens;
    private final FieldEncryption encryption;
    private final TokenConfig config;
    private final Clock clock;

    TokenRotation(Sql sql, Tokens tokens, FieldEncryption encryption, TokenConfig config, Clock clock) {
        this.sql = sql;
        this.tokens = tokens;
        this.encryption = encryption;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Spends the refresh token. One statement decides which of several concurrent requests does it; the others get the same pair.
     *
     * @param at when the request arrived, so that waiting for a concurrent request does not count towards the ten seconds
     * @return empty if the token is neither the current one nor the one before it, spent less than ten seconds ago
     */
    @Transactional(TxType.MANDATORY)
    Optional<TokenPair> rotate(Account account, RefreshToken shown, String refreshToken, Instant at) {
        UUID session = shown.sessionId();
        byte[] hash = Tokens.hash(refreshToken);
        TokenPair pair = tokens.issue(account, session, at);
        int rotated = sql.update(ROTATE, at, Tokens.hash(pair.refresh()),
                encryption.encrypt(SUCCESSOR, pair.asText(), session), at, at.plus(config.refreshLifetime()), session,
                account.userId(), hash, at);
        return rotated == 1 ? Optional.of(pair) : successor(account, session, hash, at);
    }

    private Optional<TokenPair> successor(Account account, UUID session, byte[] spent, Instant at) {
        return sql
                .query(SUCCESSOR_OF,
                        row -> tokens.pair(encryption.decrypt(SUCCESSOR, row.getString(1), session), row.getBytes(2)),
                        session, account.userId(), spent, at.minus(GRACE), at)
                .stream().flatMap(Optional::stream).findFirst();
    }

    @Scheduled(every = "${tradepost.session.successor-sweep-interval}", identity = "session-successors", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void forgetSuccessors() {
        sql.update(FORGET, clock.instant().minus(GRACE));
    }
}
