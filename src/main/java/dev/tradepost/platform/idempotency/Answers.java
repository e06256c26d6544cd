package dev.tradepost.platform.idempotency;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.FieldError;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.crypto.Sha256;
import dev.tradepost.platform.database.Pruner;

/** What was answered, by key. */
@ApplicationScoped
class Answers {

    static final Duration KEPT = Duration.ofHours(24);

    private final EntityManager entities;
    private final ObjectMapper json;
    private final Pruner pruner;
    private final Clock clock;

    Answers(EntityManager entities, ObjectMapper json, Pruner pruner, Clock clock) {
        this.entities = entities;
        this.json = json;
        this.pruner = pruner;
        this.clock = clock;
    }

    /** @param route what the key is for */
    record ClientKey(UUID principal, String route, String text) {}

    /**
     * @param fingerprint SHA-256 of the request, as hex
     * @param body as JSON: of the answer when it is a success, else of a {@link Refusal}
     */
    record Answer(String fingerprint, int status, String body, @Nullable String location) {}

    /** What a problem is made of. */
    @RegisterForReflection
    record Refusal(String code, String detail, List<FieldError> errors) {}

    /** Holds the key until the transaction ends; false if another one does. */
    boolean claim(ClientKey key) {
        return Boolean.TRUE.equals(entities.createNativeQuery(
                "select pg_try_advisory_xact_lock(hashtextextended(concat_ws(' ', cast(?1 as text), ?2, ?3), 0))",
                Boolean.class).setParameter(1, key.principal().toString()).setParameter(2, key.route())
                .setParameter(3, key.text()).getSingleResult());
    }

    @Nullable
    Answer find(ClientKey key) {
        List<?> rows = entities.createNativeQuery("""
                select encode(fingerprint, 'hex') as fingerprint, status, body, location from platform.idempotency_keys
                 where principal = ?1 and route = ?2 and key = ?3 and created_at > ?4""", Tuple.class)
                .setParameter(1, key.principal()).setParameter(2, key.route()).setParameter(3, key.text())
                .setParameter(4, Timestamp.from(clock.instant().minus(KEPT))).getResultList();
        return rows.stream().map(Tuple.class::cast).findFirst().map(row -> new Answer(
                row.get("fingerprint", String.class), row.get("status", Integer.class), row.get("body", String.class),
                row.get("location", String.class))).orElse(null);
    }

    /** Takes the place of one that is too old; any other stays. */
    void keep(ClientKey key, Answer answer) {
        entities.createNativeQuery("""
                insert into platform.idempotency_keys as kept
                    (principal, route, key, fingerprint, status, body, location, created_at)
                values (?1, ?2, ?3, decode(?4, 'hex'), ?5, ?6, ?7, ?8)
                    on conflict (principal, route, key) do update
                   set fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body,
                       location = excluded.location, created_at = excluded.created_at
                 where kept.created_at <= ?9""")
                .setParameter(1, key.principal()).setParameter(2, key.route()).setParameter(3, key.text())
                .setParameter(4, answer.fingerprint()).setParameter(5, answer.status())
                .setParameter(6, answer.body()).setParameter(7, answer.location())
                .setParameter(8, Timestamp.from(clock.instant()))
                .setParameter(9, Timestamp.from(clock.instant().minus(KEPT))).executeUpdate();
    }

    String fingerprint(Object request) {
        return HexFormat.of().formatHex(Sha256.of(written(request)));
    }

    Answer of(RestResponse<?> response, String fingerprint) {
        return new Answer(fingerprint, response.getStatus(), written(response.getEntity()),
                response.getHeaderString(HttpHeaders.LOCATION));
    }

    Answer of(Problem problem, String fingerprint) {
        return new Answer(fingerprint, problem.status(),
                written(new Refusal(problem.code(), problem.detail(), problem.errors())), null);
    }

    Problem problem(Answer answer) {
        try {
            Refusal refusal = json.readValue(answer.body(), Refusal.class);
            return new Problem.Repeated(answer.status(), refusal.code(), refusal.detail(), refusal.errors());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String written(@Nullable Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Scheduled(every = "1h", delayed = "3m", identity = "idempotency-keys-pruning")
    @RunOnVirtualThread
    void forgetOld() {
        pruner.prune("""
                delete from platform.idempotency_keys where (principal, route, key) in (
                    select principal, route, key from platform.idempotency_keys where created_at < ?1 limit ?2)""",
                clock.instant().minus(KEPT));
    }
}
