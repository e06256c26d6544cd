package dev.tradepost.user.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
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
 * Who is signed in where. The table is the truth; Redis is told of every end before it is committed, and again after
 * ({@link RevocationPublisher}).
 */
@ApplicationScoped
class Sessions implements PanacheRepositoryBase<Session, UUID>, SessionDirectory {

    /** How exactly the last use is known. Finer would be a write for every few requests. */
    private static final Duration USE_IS_NOTED_EVERY = Duration.ofMinutes(5);

    private static final int MOST_SHOWN = 100;

    private static final String NEW_PLACE = """
            select exists (select from users.sessions where user_id = ?)
                   and not exists (select from users.sessions where user_id = ? and address = ? and device = ?)""";
    private static final String HAS_BEEN_AT = """
            select exists (select from users.sessions s join users.users u on u.id = s.user_id
                            where u.email = ? and s.address = ?)""";

    private final Tokens tokens;
    private final SessionRevocations marks;
    private final TokenConfig config;
    private final Audit audit;
    private final Sql sql;
    private final Clock clock;

    Sessions(Tokens tokens, SessionRevocations marks, TokenConfig config, Audit audit, Sql sql, Clock clock) {
        this.tokens = tokens;
        this.marks = marks;
        this.config = config;
        this.audit = audit;
        this.sql = sql;
        this.clock = clock;
    }

    Tokens.TokenPair start(Account account, String device, String address) {
        Instant now = clock.instant();
        UUID id = Ids.next();
        Tokens.TokenPair pair = tokens.issue(account, id, now);
        persist(new Session(id, account.userId(), Tokens.hash(pair.refresh()), device, address, now,
                now.plus(config.refreshLifetime())));
        return pair;
    }

    /** Whether the account has been used, and never with this device from this address. */
    boolean isNewPlace(UUID userId, String device, String address) {
        return sql.query(NEW_PLACE, row -> row.getBoolean(1), userId, userId, address, device).getFirst();
    }

    /** Whether somebody has signed in to the account with this e-mail address from this network address. */
    boolean hasBeenAt(String email, String address) {
        return sql.query(HAS_BEEN_AT, row -> row.getBoolean(1), email, address)
                .getFirst();
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public boolean isLive(UUID sessionId) {
        Instant now = clock.instant();
        Optional<Session> session = findByIdOptional(sessionId).filter(found -> found.isLive(now));
        if (session.isPresent() && session.get().wasLastUsedBefore(now.minus(USE_IS_NOTED_EVERY))) {
            // Somebody else may be at the row, even the caller of this in a transaction that waits: it is not worth waiting for.
            getEntityManager().createNativeQuery("""
                    update users.sessions set last_used_at = ?1
                     where id = (select id from users.sessions where id = ?2 for update skip locked)""")
                    .setParameter(1, now).setParameter(2, sessionId).executeUpdate();
        }
        return session.isPresent();
    }

    @Override
    @Transactional(TxType.REQUIRES_NEW)
    public Set<UUID> live(Collection<UUID> sessionIds) {
        return Set.copyOf(getEntityManager()
                .createQuery("select id from Session where id in :ids and revokedAt is null and expiresAt > :now",
                        UUID.class)
                .setParameter("ids", sessionIds).setParameter("now", clock.instant()).getResultList());
    }

    /** The newest {@value #MOST_SHOWN}. */
    @Transactional
    List<SessionView> live(UUID userId, UUID currentId) {
        return find("userId = ?1 and revokedAt is null and expiresAt > ?2 order by id desc", userId, clock.instant())
                .page(0, MOST_SHOWN).stream().map(session -> session.view(currentId)).toList();
    }

    /**
     * @throws Problem.NotFound if there is no such session
     * @throws Problem.Forbidden {@code access_denied} if it is somebody else's
     */
    @Transactional
    void revokeOne(UUID userId, UUID sessionId, String because) {
        Session session = findByIdOptional(sessionId).orElseThrow(() -> new Problem.NotFound("Session"));
        if (!session.userId().equals(userId)) {
            throw Problem.Forbidden.accessDenied();
        }
        if (revoke(sessionId, because)) {
            audit.record(Audit.Event.of("session.revoked", "session", sessionId).with("because", because));
        }
    }

    @Transactional
    int revokeOthers(UUID userId, UUID currentId) {
        int revoked = revoke("user_id = ?3 and id <> ?4", "ended_by_owner", userId, currentId);
        audit.record(Audit.Event.of("session.others_revoked", "user", userId).with("revoked",
                Integer.toString(revoked)));
        return revoked;
    }

    /** @return whether it was live */
    @Transactional
    boolean revoke(UUID sessionId, String because) {
        return revoke("id = ?3", because, sessionId) == 1;
    }

    /** In the transaction that withdraws the access. */
    @Transactional(TxType.MANDATORY)
    void end(@Observes AccessWithdrawn withdrawn) {
        if (withdrawn.exceptSession() == null) {
            revoke("user_id = ?3", withdrawn.because(), withdrawn.userId());
        } else {
            revoke("user_id = ?3 and id <> ?4", withdrawn.because(), withdrawn.userId(), withdrawn.exceptSession());
        }
    }

    /** Keeps the rows, which say that the sessions have ended, and nothing in them of the person. */
    @Transactional(TxType.MANDATORY)
    void erase(@Observes UserErased erased) {
        update("device = 'erased', address = 'erased' where userId = ?1", erased.userId());
    }

    void contribute(@Observes PersonalDataRequested asked) {
        asked.contribution().accept("sessions",
                list("userId = ?1 order by id desc", asked.userId()).stream().map(session -> session.view(null))
                        .toList());
    }

    /** Ends what the condition finds, and has Redis doubt it before the caller commits. */
    private int revoke(String condition, String because, Object... values) {
        Query update = getEntityManager().createNativeQuery("""
                update users.sessions set revoked_at = ?1, revoked_because = ?2, successor = null
                 where revoked_at is null and %s returning id""".formatted(condition), UUID.class)
                .setParameter(1, clock.instant()).setParameter(2, because);
        for (int i = 0; i < values.length; i++) {
            update.setParameter(i + 3, values[i]);
        }
        List<?> rows = update.getResultList();
        List<UUID> ended = rows.stream().map(UUID.class::cast).toList();
        marks.fence(ended);
        return ended.size();
    }
}
