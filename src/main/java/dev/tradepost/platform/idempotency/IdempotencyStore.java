package dev.tradepost.platform.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.tradepost.kernel.FieldError;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.crypto.EncryptedColumn;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.crypto.Sha256;
import dev.tradepost.platform.database.Retention;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.json.Json;

/** The responses to requests with an idempotency key. */
@ApplicationScoped
class IdempotencyStore {

    private static final Logger LOG = Logger.getLogger(IdempotencyStore.class);

    static final Duration KEPT = Duration.ofHours(24);
    /** Status codes of rejections that a repeated request meets again. */
    private static final Set<Integer> FINAL = Set.of(404, 409, 412, 422);
    /** Of results. The resource decides which one the client sees. */
    private static final int SUCCESS = 200;
    private static final EncryptedColumn BODY = new EncryptedColumn("platform.idempotency_keys",
            List.of("principal", "route", "key"), "encrypted_body");

    private final Sql sql;
    private final FieldEncryption encryption;
    private final Json json;
    private final Clock clock;

    IdempotencyStore(Sql sql, FieldEncryption encryption, Json json, Clock clock) {
        this.sql = sql;
        this.encryption = encryption;
        this.json = json;
        this.clock = clock;
    }

    record ClientKey(UUID principal, String route, String text) {}

    /**
     * @param fingerprint SHA-256 of the request body, as hex
     * @param status 400 and above for a rejection
     * @param body JSON of an {@link Envelope}, or of a {@link StoredRejection}
     */
    record StoredResponse(String fingerprint, int status, String body) {}

    /**
     * @param held true if this transaction owns the key until it ends
     * @param known the stored response, unless it has expired
     */
    record KeyClaim(boolean held, @Nullable StoredResponse known) {}

    /** @param encrypted true if the response carries personal data */
    record StoredKey(ClientKey key, StoredResponse response, boolean encrypted) {}

    @RegisterForReflection
    record StoredRejection(String code, String detail, List<FieldError> errors) {}

    /**
     * Claims the keys until the transaction ends, and reads their responses. A response that is committed between the read and the claim is
     * not seen; {@link #keep} notices it. The age of a response is no condition of the join: with stale statistics the planner expects few
     * young ones and reads all of them.
     *
     * @param limitLockWaits whether the rest of the transaction waits at most 200 ms for a lock; a batch may not hold up requests that have
     *        nothing to do with that lock
     */
    Map<ClientKey, KeyClaim> claim(Set<ClientKey> keys, boolean limitLockWaits) {
        List<ClientKey> inOrder = List.copyOf(keys);
        Map<ClientKey, KeyClaim> claims = new HashMap<>();
        if (keys.isEmpty() && !limitLockWaits) {
            return claims;
        }
        sql.query(
                """
                select wanted.place,
                       pg_try_advisory_xact_lock(hashtextextended(
                           concat_ws(' ', cast(wanted.principal as text), wanted.route, wanted.key), 0)) as held,
                       encode(stored.fingerprint, 'hex') as fingerprint, stored.status, stored.body,
                       stored.encrypted_body, stored.created_at > ? as is_current
                  from (select case when ? then set_config('lock_timeout', '200ms', true) end) as limits
                 cross join unnest(?, ?, ?) with ordinality as wanted (principal, route, key, place)
                  left join platform.idempotency_keys stored
                         on stored.principal = wanted.principal and stored.route = wanted.route and stored.key = wanted.key""",
                row -> {
                    ClientKey key = inOrder.get(row.getInt("place") - 1);
                    return claims.put(key, claim(key, row));
                }, clock.instant().minus(KEPT), limitLockWaits, Sql.uuids(inOrder, ClientKey::principal),
                Sql.texts(inOrder, ClientKey::route), Sql.texts(inOrder, ClientKey::text));
        return claims;
    }

    private KeyClaim claim(ClientKey key, ResultSet row) throws SQLException {
        return new KeyClaim(row.getBoolean("held"), row.getBoolean("is_current")
                ? new StoredResponse(row.getString("fingerprint"), row.getInt("status"), body(key, row))
                : null);
    }

    private String body(ClientKey key, ResultSet row) throws SQLException {
        String encrypted = row.getString("encrypted_body");
        return encrypted == null
                ? row.getString("body")
                : encryption.decrypt(BODY, encrypted, key.principal(), key.route(), key.text());
    }

    /** Declares the column, so that key rotation encrypts it again. */
    @Produces
    @Singleton
    EncryptedColumn column() {
        return BODY;
    }

    /**
     * Stores responses, and replaces expired ones.
     *
     * @return false if one of the keys has a response that has not expired
     */
    boolean keep(List<StoredKey> all) {
        if (all.isEmpty()) {
            return true;
        }
        Instant now = clock.instant();
        return sql.update("""
                insert into platform.idempotency_keys as stored
                    (principal, route, key, fingerprint, status, body, encrypted_body, created_at)
                select principal, route, key, decode(fingerprint, 'hex'), cast(status as int), body, encrypted_body,
                       cast(? as timestamptz)
                  from unnest(?, ?, ?, ?, ?, ?, ?)
                       as response (principal, route, key, fingerprint, status, body, encrypted_body)
                 order by principal, route, key
                    on conflict (principal, route, key) do update
                   set fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body,
                       encrypted_body = excluded.encrypted_body, created_at = excluded.created_at
                 where stored.created_at <= ?""",
                now, Sql.uuids(all, stored -> stored.key().principal()), Sql.texts(all, stored -> stored.key().route()),
                Sql.texts(all, stored -> stored.key().text()),
                Sql.texts(all, stored -> stored.response().fingerprint()),
                Sql.texts(all, stored -> Integer.toString(stored.response().status())),
                Sql.texts(all, stored -> stored.encrypted() ? "" : stored.response().body()),
                Sql.texts(all, this::encryptedBody), now.minus(KEPT)) == all.size();
    }

    private @Nullable String encryptedBody(StoredKey stored) {
        ClientKey key = stored.key();
        return stored.encrypted()
                ? encryption.encrypt(BODY, stored.response().body(), key.principal(), key.route(), key.text())
                : null;
    }

    /**
     * Stores a rejection in a transaction of its own. A failure loses nothing: a repeated request is rejected again.
     *
     * @return false if a concurrent request has stored another response
     */
    boolean keepRejection(IdempotentRequest<?> request, Problem problem) {
        if (request.key() == null || !FINAL.contains(problem.status())) {
            return true;
        }
        StoredKey rejection = new StoredKey(request.key(), rejection(problem, request.fingerprint()),
                request.encrypted());
        try {
            return QuarkusTransaction.requiringNew().call(() -> keep(List.of(rejection)));
        } catch (RuntimeException failure) {
            LOG.warn("The rejection of a request with an idempotency key was not stored", failure);
            return true;
        }
    }

    void forget(UUID principal) {
        sql.update("delete from platform.idempotency_keys where principal = ?", principal);
    }

    String fingerprint(Object body) {
        return HexFormat.of().formatHex(Sha256.of(json.write(body)));
    }

    StoredResponse response(Object result, String fingerprint) {
        return new StoredResponse(fingerprint, SUCCESS, json.write(Envelope.of(result)));
    }

    private StoredResponse rejection(Problem problem, String fingerprint) {
        return new StoredResponse(fingerprint, problem.status(),
                json.write(new StoredRejection(problem.code(), problem.detail(), problem.errors())));
    }

    /** @throws Problem.Repeated if the response is a rejection */
    <T> T result(StoredResponse response, Class<T> type) {
        if (response.status() >= 400) {
            StoredRejection rejection = json.read(response.body(), StoredRejection.class);
            throw new Problem.Repeated(response.status(), rejection.code(), rejection.detail(), rejection.errors());
        }
        return json.readAt(response.body(), "/data", type);
    }

    @Produces
    @Singleton
    static Retention retention() {
        return new Retention("platform.idempotency_keys", "principal, route, key", "created_at < ?", KEPT);
    }
}
