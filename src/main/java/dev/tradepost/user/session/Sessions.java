package dev.tradepost.user.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.security.SessionDirectory;
import dev.tradepost.platform.security.SessionRevocations;
import dev.tradepost.platform.security.TokenConfig;
import dev.tradepost.user.account.AccessWithdrawn;
import dev.tradepost.user.account.Account;
import dev.tradepost.user.api.PersonalDataRequested;
import dev.tradepost.user.api.UserErased;
import dev.tradepost.user.session.SessionResource.SessionView;

/**
 * The sessions of all users. The table decides. Redis has a copy: it is fenced before a revocation commits, and updated afterwards by
 * {@link RevocationPublisher}.
 */
@ApplicationScoped
class Sessions implements SessionDirectory {

    /** Precision of the last use. A finer one would cost a write every few requests. */
    private static final Duration LAST_USE_PRECISION = Duration.ofMinutes(5);
    private static final int MAX_LISTED = 100;

    private static final String LIVE = "revoked_at is null and expires_at > ?";
    private static final String INSERT = """
            insert into users.sessions (id, user_id, refresh_token_hash, device, address, created_at, last_used_at, expires_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String LIST = """
            select id, device, address, created_at, last_used_at, expires_at from users.sessions where user_id = ?""";
    private static final String REVOKE = """
            update users.sessions set revoked_at = ?, revoked_because = ?, successor = null
             where revoked_at is null and\s""";
    private static final String REVOKE_ONE = REVOKE + "id = ? returning id";
    private static final String REVOKE_OTHERS = REVOKE
            + "user_id = ? and id is distinct from cast(? as uuid) returning id";
    /** Skips a locked row: the lock may belong to the caller's own, suspended transaction. */
    private static final String RECORD_USE = """
            update users.sessions set last_used_at = ?
             where id = (select id from users.sessions where id = ? for update skip locked)""";
    private final Tokens tokens;
    private final SessionRevocations revocations;
    private final TokenConfig config;
    private final Audit audit;
    private final Sql sql;
    private final Clock clock;

    Sessions(Tokens tokens, SessionRevocations revocations, TokenConfig config, Audit audit, Sql sql, Clock clock) {
        this.tokens = tokens;
        this.revocations = revocations;
        this.config = config;
        this.audit = audit;
        this.sql = sql;
        this.clock = clock;
    }

    Tokens.TokenPair start(Account account, String device, String address) {
        Instant now = clock.instant();
        UUID id = Ids.next();
        Tokens.TokenPair pair = tokens.issue(account, id, now);
        sql.update(INSERT, id, account.userId(), Tokens.hash(pair.refresh()), device, address, now, now,
                now.plus(config.refreshLifetime()));
        return pair;
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public boolean isLive(UUID sessionId) {
        Instant now = clock.instant();
        List<Instant> lastUse = sql.query("select last_used_at from users.sessions where id = ? and " + LIVE,
                row -> row.getTimestamp(1).toInstant(), sessionId, now);
        if (lastUse.stream().anyMatch(now.minus(LAST_USE_PRECISION)::isAfter)) {
            sql.update(RECORD_USE, now, sessionId);
        }
        return !lastUse.isEmpty();
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public Set<UUID> live(Collection<UUID> sessionIds) {
        return Set.copyOf(sql.query("select id from users.sessions where id = any(?) and " + LIVE,
                row -> row.getObject(1, UUID.class), Sql.uuids(sessionIds), clock.instant()));
    }

    /** The newest {@value #MAX_LISTED} live sessions. */
    List<SessionView> live(UUID userId, UUID currentId) {
        return list(currentId, " and " + LIVE + " order by id desc limit " + MAX_LISTED, userId, clock.instant());
    }

    /**
     * @throws Problem.NotFound if there is no such session
     * @throws Problem.Forbidden {@code access_denied} if it belongs to another user
     */
    @Transactional
    void revokeOne(UUID userId, UUID sessionId, String reason) {
        UUID owner = sql.query("select user_id from users.sessions where id = ?", row -> row.getObject(1, UUID.class),
                sessionId).stream().findFirst().orElseThrow(() -> new Problem.NotFound("Session"));
        if (!owner.equals(userId)) {
            throw Problem.Forbidden.accessDenied();
        }
        if (revoke(sessionId, reason)) {
            audit.record(AuditEvent.of("session.revoked", "session", sessionId).with("because", reason));
        }
    }

    @Transactional
    int revokeOthers(UUID userId, UUID currentId) {
        int revoked = revoke(REVOKE_OTHERS, clock.instant(), "ended_by_owner", userId, currentId);
        audit.record(AuditEvent.of("session.others_revoked", "user", userId).with("revoked",
                Integer.toString(revoked)));
        return revoked;
    }

    /** @return true if it was live */
    @Transactional
    boolean revoke(UUID sessionId, String reason) {
        return revoke(REVOKE_ONE, clock.instant(), reason, sessionId) == 1;
    }

    @Transactional(TxType.MANDATORY)
    void revoke(@Observes AccessWithdrawn withdrawn) {
        revoke(REVOKE_OTHERS, clock.instant(), withdrawn.reason(), withdrawn.userId(),
                withdrawn.exceptSession());
    }

    /** Keeps the rows, which prove that the sessions have ended, without personal data. */
    @Transactional(TxType.MANDATORY)
    void erase(@Observes UserErased erased) {
        sql.update("update users.sessions set device = 'erased', address = 'erased' where user_id = ?",
                erased.userId());
    }

    void contribute(@Observes PersonalDataRequested request) {
        request.contribution().accept("sessions", list(null, " order by id desc", request.userId()));
    }

    private List<SessionView> list(@Nullable UUID currentId, String condition, Object... values) {
        return sql.query(LIST + condition, row -> {
            UUID id = row.getObject("id", UUID.class);
            return new SessionView(id, row.getString("device"), row.getString("address"),
                    row.getTimestamp("created_at").toInstant(), row.getTimestamp("last_used_at").toInstant(),
                    row.getTimestamp("expires_at").toInstant(), id.equals(currentId));
        }, values);
    }

    /** Fences the sessions in Redis before the caller's transaction commits. */
    private int revoke(String statement, @Nullable Object... values) {
        List<UUID> revoked = sql.query(statement, row -> row.getObject(1, UUID.class), values);
        revocations.fence(revoked);
        return revoked.size();
    }
}
