package dev.tradepost.platform.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.FieldError;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.crypto.EncryptedColumn;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.crypto.Sha256;
import dev.tradepost.platform.database.RetentionJob;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.json.Json;
import dev.tradepost.platform.outbox.Outbox;

/** What was answered, by key. */
@ApplicationScoped
class IdempotencyStore {

    static final Duration KEPT = Duration.ofHours(24);
    private static final EncryptedColumn BODY = new EncryptedColumn("platform.idempotency_keys",
            List.of("principal", "route", "key"), "encrypted_body");

    private final Sql sql;
    private final Outbox outbox;
    private final FieldEncryption encryption;
    private final Json json;
    private final RetentionJob retentionJob;
    private final Clock clock;

    IdempotencyStore(Sql sql, Outbox outbox, FieldEncryption encryption, Json json,
            RetentionJob retentionJob, Clock clock) {
        this.sql = sql;
        this.outbox = outbox;
        this.encryption = encryption;
        this.json = json;
        this.retentionJob = retentionJob;
        this.clock = clock;
    }

    /** @param route what the key is for */
    record ClientKey(UUID principal, String route, String text) {}

    /**
     * @param fingerprint SHA-256 of the request, as hex
     * @param body as JSON: of the answer when it is a success, else of a {@link Refusal}
     */
    record StoredResponse(String fingerprint, int status, String body, @Nullable String location) {}

    /**
     * @param held whether the key is the caller's until the transaction ends
     * @param known what was answered; none if nothing was, or too long ago
     */
    record KeyClaim(boolean held, @Nullable StoredResponse known) {}

    /**
     * What is to be kept of a request.
     *
     * @param encrypted whether the answer carries personal data
     */
    record StoredKey(ClientKey key, StoredResponse answer, boolean encrypted) {}

    /** What a problem is made of. */
    @RegisterForReflection
    record Refusal(String code, String detail, List<FieldError> errors) {}

    /**
     * Holds the keys until the transaction ends, and looks what was answered. Both at once: what another one has committed between the
     * look and the hold is not seen, and comes to light in {@link #keep}. How old an answer is, is no condition: the database would take
     * few to be younger than a day for as long as it has not counted them anew, and read all that are.
     *
     * @param keys each of them once: whoever holds one may hold it again
     * @param briefly whether the transaction is to wait for nobody's locks for long from here on: others who have nothing to do with
     *        those wait for it
     */
    Map<ClientKey, KeyClaim> claim(Collection<ClientKey> keys, boolean briefly) {
        List<ClientKey> inOrder = List.copyOf(keys);
        Map<ClientKey, KeyClaim> claims = new HashMap<>();
        if (keys.isEmpty() && !briefly) {
            return claims;
        }
        sql.query("""
                select asked.place,
                       pg_try_advisory_xact_lock(hashtextextended(
                           concat_ws(' ', cast(asked.principal as text), asked.route, asked.key), 0)) as held,
                       encode(kept.fingerprint, 'hex') as fingerprint, kept.status, kept.body,
                       kept.encrypted_body, kept.location,
                       kept.created_at > ? as still_holds
                  from (select case when ? then set_config('lock_timeout', '200ms', true) end) as patience
                 cross join unnest(?, ?, ?) with ordinality as asked (principal, route, key, place)
                  left join platform.idempotency_keys kept
                         on kept.principal = asked.principal and kept.route = asked.route and kept.key = asked.key""",
                row -> {
                    ClientKey key = inOrder.get(row.getInt("place") - 1);
                    return claims.put(key, claim(key, row));
                }, clock.instant().minus(KEPT), briefly, Sql.uuids(inOrder, ClientKey::principal),
                Sql.texts(inOrder, ClientKey::route), Sql.texts(inOrder, ClientKey::text));
        return claims;
    }

    private KeyClaim claim(ClientKey key, ResultSet row) throws SQLException {
        return new KeyClaim(row.getBoolean("held"), row.getBoolean("still_holds")
                ? new StoredResponse(row.getString("fingerprint"), row.getInt("status"), body(key, row),
                        row.getString("location"))
                : null);
    }

    private String body(ClientKey key, ResultSet row) throws SQLException {
        String encrypted = row.getString("encrypted_body");
        return encrypted == null
                ? row.getString("body")
                : encryption.decrypt(BODY, encrypted, key.principal(), key.route(), key.text());
    }

    private @Nullable String encrypted(StoredKey one) {
        ClientKey key = one.key();
        return one.encrypted()
                ? encryption.encrypt(BODY, one.answer().body(), key.principal(), key.route(), key.text())
                : null;
    }

    /** So that it is encrypted again when the key changes. */
    @Produces
    @Singleton
    EncryptedColumn column() {
        return BODY;
    }

    /**
     * Each takes the place of one that is too old; any other stays. Written with the events of what was done.
     *
     * @return false if there is another of any
     */
    boolean keep(List<StoredKey> all) {
        Instant now = clock.instant();
        return outbox.writeWith(Sql.Statement.of("""
                insert into platform.idempotency_keys as kept
                    (principal, route, key, fingerprint, status, body, encrypted_body, location, created_at)
                select principal, route, key, decode(fingerprint, 'hex'), cast(status as int), body, encrypted_body,
                       location, cast(? as timestamptz)
                  from unnest(?, ?, ?, ?, ?, ?, ?, ?)
                       as answered (principal, route, key, fingerprint, status, body, encrypted_body, location)
                 order by principal, route, key
                    on conflict (principal, route, key) do update
                   set fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body,
                       encrypted_body = excluded.encrypted_body, location = excluded.location, created_at = excluded.created_at
                 where kept.created_at <= ?""",
                now, Sql.uuids(all, one -> one.key().principal()), Sql.texts(all, one -> one.key().route()),
                Sql.texts(all, one -> one.key().text()), Sql.texts(all, one -> one.answer().fingerprint()),
                Sql.texts(all, one -> Integer.toString(one.answer().status())),
                Sql.texts(all, one -> one.encrypted() ? "" : one.answer().body()),
                Sql.texts(all, this::encrypted), Sql.texts(all, one -> one.answer().location()),
                now.minus(KEPT))) == all.size();
    }

    void forget(UUID principal) {
        sql.update("delete from platform.idempotency_keys where principal = ?", principal);
    }

    String fingerprint(Object request) {
        return HexFormat.of().formatHex(Sha256.of(json.write(request)));
    }

    StoredResponse of(RestResponse<?> response, String fingerprint) {
        return new StoredResponse(fingerprint, response.getStatus(), json.write(response.getEntity()),
                response.getHeaderString(HttpHeaders.LOCATION));
    }

    StoredResponse of(Problem problem, String fingerprint) {
        return new StoredResponse(fingerprint, problem.status(),
                json.write(new Refusal(problem.code(), problem.detail(), problem.errors())), null);
    }

    Problem problem(StoredResponse answer) {
        Refusal refusal = json.read(answer.body(), Refusal.class);
        return new Problem.Repeated(answer.status(), refusal.code(), refusal.detail(), refusal.errors());
    }

    @Scheduled(every = "1h", delayed = "3m", identity = "idempotency-keys-pruning")
    @RunOnVirtualThread
    void forgetOld() {
        retentionJob.prune("""
                delete from platform.idempotency_keys where (principal, route, key) in (
                    select principal, route, key from platform.idempotency_keys where created_at < ?1 limit ?2)""",
                clock.instant().minus(KEPT));
    }
}
