package dev.tradepost.platform.idempotency;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.idempotency.IdempotencyStore.ClientKey;
import dev.tradepost.platform.idempotency.IdempotencyStore.StoredResponse;
import dev.tradepost.platform.idempotency.IdempotentBatch.ConcurrentReplay;
import dev.tradepost.platform.security.Caller;

/**
 * Executes a request once, however often it is sent with the same {@code Idempotency-Key}. A key belongs to the caller and to one
 * operation. Its response is stored for {@link IdempotencyStore#KEPT}.
 */
@ApplicationScoped
public class Idempotency {

    public static final String KEY = "Idempotency-Key";

    private static final String REPLAYED = "Idempotency-Replayed";
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,255}");

    private final IdempotencyStore store;
    private final Caller caller;
    private final CurrentVertxRequest current;

    Idempotency(IdempotencyStore store, Caller caller, CurrentVertxRequest current) {
        this.store = store;
        this.caller = caller;
        this.current = current;
    }

    /**
     * Runs the operation in a transaction of its own, or returns its earlier result if the key has one. The result is stored in the same
     * transaction. A problem rolls the operation back; a 404, 409, 412 or 422 is stored too. An invalid request is not stored, and neither
     * is a problem that passes by itself (429, 5xx).
     *
     * @param route method and path, ids and all, at most 200 characters
     * @param body the request body; the key is good for this body only
     * @param type a record that Jackson writes and reads
     * @throws Problem.Invalid if the key is malformed
     * @throws Problem.Conflict {@code request_in_progress}, while a concurrent request with the key is in progress
     * @throws Problem.Unprocessable {@code idempotency_key_reused}, if the key was used for another request
     */
    public <T> T once(String route, Object body, Class<T> type, Supplier<T> operation) {
        return once(request(route, body, body, false), type, operation);
    }

    /** {@link #once} for a result with personal data, which is stored encrypted. */
    public <T> T onceEncrypted(String route, Object body, Class<T> type, Supplier<T> operation) {
        return once(request(route, body, body, true), type, operation);
    }

    private <T> T once(IdempotentRequest<Object> request, Class<T> type, Supplier<T> operation) {
        return answer(request, type, () -> QuarkusTransaction.requiringNew().call(() -> {
            IdempotentBatch<Object, T> batch = begin(List.of(request));
            List<Result<T>> results = batch.pending().isEmpty()
                    ? List.of()
                    : List.of(new Result.Success<>(operation.get()));
            return batch.complete(results).getFirst();
        }));
    }

    /**
     * The command with the key of the current HTTP request, for operations that execute several commands in one transaction: see
     * {@link #begin} and {@link #answer}.
     */
    public <C> IdempotentRequest<C> request(String route, Object body, C command) {
        return request(route, body, command, false);
    }

    private <C> IdempotentRequest<C> request(String route, Object body, C command, boolean encrypted) {
        String key = current.getCurrent().request().getHeader(KEY);
        if (key == null) {
            return new IdempotentRequest<>(null, "", command, encrypted);
        }
        if (!PRINTABLE.matcher(key).matches()) {
            throw Problem.Invalid.field("/" + KEY, "format", "must be 1 to 255 printable characters");
        }
        return new IdempotentRequest<>(new ClientKey(caller.userId(), route, key), store.fingerprint(body), command,
                encrypted);
    }

    /** Claims the keys of the requests until the current transaction ends. */
    @Transactional(TxType.MANDATORY)
    public <C, T> IdempotentBatch<C, T> begin(List<IdempotentRequest<C>> requests) {
        return new IdempotentBatch<>(store, requests, store.claim(
                requests.stream().map(IdempotentRequest::key).filter(Objects::nonNull).collect(Collectors.toSet()),
                requests.size() > 1));
    }

    /**
     * Returns the result of the execution, or throws its problem. Executes again if a concurrent request has used the key.
     *
     * @param execution runs and commits a transaction that contains {@link #begin} and {@link IdempotentBatch#complete}
     */
    public <T> T answer(IdempotentRequest<?> request, Class<T> type, Supplier<Outcome<T>> execution) {
        return switch (outcome(execution)) {
            case Outcome.Executed<T>(T result) -> result;
            case Outcome.Replayed<T>(StoredResponse response) -> replay(response, type);
            case Outcome.KeyConflict<T>(Problem problem) -> throw problem;
            case Outcome.Rejected<T>(Problem problem) -> {
                if (store.keepRejection(request, problem)) {
                    throw problem;
                }
                yield answer(request, type, execution);
            }
        };
    }

    private static <T> Outcome<T> outcome(Supplier<Outcome<T>> execution) {
        try {
            return execution.get();
        } catch (ConcurrentReplay concurrent) {
            return outcome(execution);
        } catch (Problem rejection) {
            return new Outcome.Rejected<>(rejection);
        }
    }

    private <T> T replay(StoredResponse response, Class<T> type) {
        current.getCurrent().response().putHeader(REPLAYED, "true");
        return store.result(response, type);
    }

    /** Deletes the stored responses of an account, in the caller's transaction. */
    @Transactional(TxType.MANDATORY)
    public void forget(UUID principal) {
        store.forget(principal);
    }
}
