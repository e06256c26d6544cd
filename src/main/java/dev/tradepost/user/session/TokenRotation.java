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
import dev.tradepost.platform.database.Sql.Statement;
import dev.tradepost.platform.security.TokenConfig;
import dev.tradepost.user.account.Account;
import dev.tradepost.user.session.Tokens.RefreshToken;
import dev.tradepost.user.session.Tokens.TokenPair;

/**
 * Exchanges refresh tokens. A client whose answer was lost asks again with the spent token, so its successor is kept, encrypted, for
 * ten seconds: docs/adr/0035.
 */
@ApplicationScoped
class TokenRotation {

    /** For how long a spent token still gets its successor. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** Not among the columns that are re-encrypted: its texts do not live long enough to outlive a key. */
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
     * Spends the refresh token: one statement decides which of many at once does it. The others get what that one has got.
     *
     * @param at when the token was shown; requests that wait for each other do not miss the grace by it
     * @return empty if the token is neither the current one nor the one before it, within the grace
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
        Statement statement = new Statement(SUCCESSOR_OF,
                List.of(session, account.userId(), spent, at.minus(GRACE), at), false);
        return sql
                .query(statement,
                        row -> tokens.pair(encryption.decrypt(SUCCESSOR, row.getString(1), session), row.getBytes(2)))
                .stream().flatMap(Optional::stream).findFirst();
    }

    @Scheduled(every = "${tradepost.session.successor-sweep-interval}", identity = "session-successors", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void forgetSuccessors() {
        sql.update(FORGET, clock.instant().minus(GRACE));
    }
}
