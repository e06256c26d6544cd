package dev.tradepost.platform.idempotency;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.idempotency.IdempotencyStore.ClientKey;
import dev.tradepost.platform.idempotency.IdempotencyStore.KeyClaim;
import dev.tradepost.platform.idempotency.IdempotencyStore.StoredKey;

/**
 * Requests of one transaction, whose keys are claimed. Execute the {@link #pending} commands, then {@link #complete} the batch in the same
 * transaction.
 *
 * @param <C> a command
 * @param <T> its result
 */
public final class IdempotentBatch<C, T> {

    private final IdempotencyStore store;
    private final List<IdempotentRequest<C>> requests;
    /** Outcomes by identity: two requests of a batch may be equal. */
    private final IdentityHashMap<IdempotentRequest<C>, Outcome<T>> outcomes = new IdentityHashMap<>();
    private final List<IdempotentRequest<C>> pending = new ArrayList<>();

    IdempotentBatch(IdempotencyStore store, List<IdempotentRequest<C>> requests, Map<ClientKey, KeyClaim> claims) {
        this.store = store;
        this.requests = requests;
        for (IdempotentRequest<C> request : requests) {
            Outcome<T> known = request.key() == null ? null : known(request, claims.remove(request.key()));
            if (known == null) {
                pending.add(request);
            } else {
                outcomes.put(request, known);
            }
        }
    }

    /** @param claim null if another request of the batch has the same key */
    private static <T> @Nullable Outcome<T> known(IdempotentRequest<?> request, @Nullable KeyClaim claim) {
        if (claim == null || !claim.held()) {
            return new Outcome.KeyConflict<>(
                    new Problem.Conflict("request_in_progress", "The same request is still being answered"));
        }
        if (claim.known() == null) {
            return null;
        }
        return claim.known().fingerprint().equals(request.fingerprint())
                ? new Outcome.Replayed<>(claim.known())
                : new Outcome.KeyConflict<>(new Problem.Unprocessable("idempotency_key_reused",
                        "This key came with another request before"));
    }

    /** @return the commands without a known outcome, in order */
    public List<C> pending() {
        return pending.stream().map(IdempotentRequest::command).toList();
    }

    /**
     * Stores the responses of the pending commands.
     *
     * @param results one for each pending command, in order
     * @return one outcome for each request of the batch, in order
     * @throws ConcurrentReplay if a concurrent transaction has stored a response to one of the keys since they were claimed
     */
    public List<Outcome<T>> complete(List<Result<T>> results) {
        Iterator<Result<T>> next = results.iterator();
        List<StoredKey> stored = new ArrayList<>();
        for (IdempotentRequest<C> request : pending) {
            Result<T> result = next.next();
            outcomes.put(request, result.outcome());
            if (request.key() != null && result instanceof Result.Success<T>(T value)) {
                stored.add(new StoredKey(request.key(), store.response(value, request.fingerprint()),
                        request.encrypted()));
            }
        }
        if (!store.keep(stored)) {
            throw new ConcurrentReplay();
        }
        return requests.stream().map(outcomes::get).map(Objects::requireNonNull).toList();
    }

    /** A concurrent request with the same key was executed first. This transaction rolls back; the next try finds the response. */
    static final class ConcurrentReplay extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private ConcurrentReplay() {
            super("a concurrent request has used the key", null, false, false);
        }
    }
}
