package dev.tradepost.platform.idempotency;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.idempotency.IdempotencyStore.ClientKey;
import dev.tradepost.platform.idempotency.IdempotencyStore.KeyClaim;
import dev.tradepost.platform.idempotency.IdempotencyStore.StoredKey;
import dev.tradepost.platform.idempotency.IdempotencyStore.StoredResponse;

/** Answers requests with a stored response from it, and executes the others as one batch in one transaction. */
@ApplicationScoped
class IdempotentExecutor {

    private static final Logger LOG = Logger.getLogger(IdempotentExecutor.class);
    private static final Set<Integer> FINAL = Set.of(404, 409, 412, 422);

    private final IdempotencyStore idempotencyStore;

    IdempotentExecutor(IdempotencyStore idempotencyStore) {
        this.idempotencyStore = idempotencyStore;
    }

    /**
     * @param key null if the request has none
     * @param encrypted true if the response carries personal data
     */
    record IdempotentRequest<Q>(@Nullable ClientKey key, String fingerprint, Q request, boolean encrypted) {}

    /** How a request ended. */
    sealed interface Execution {
        record Executed(StoredResponse answer) implements Execution {}

        record Replayed(StoredResponse answer) implements Execution {}

        /** The work refused it. */
        record Rejected(Problem problem) implements Execution {}

        /** The key forbids it. */
        record KeyConflict(Problem problem) implements Execution {}
    }

    /** A concurrent request with the same key was answered first; this transaction is rolled back. */
    static final class ConcurrentReplay extends RuntimeException {
        private ConcurrentReplay() {
            super("answered by another", null, false, false);
        }
    }

    /** The work threw a problem. */
    static final class RolledBack extends RuntimeException {

        private final transient Problem problem;

        private RolledBack(Problem problem) {
            super(problem.code(), null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    /**
     * Executes the requests that have no stored response and stores theirs, in one transaction.
     *
     * @throws ConcurrentReplay if a concurrent request has used a key
     * @throws RolledBack if the work threw a problem
     */
    <Q, T> List<Execution> answer(List<IdempotentRequest<Q>> all, Idempotency.BatchWork<Q, T> work) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Map<ClientKey, KeyClaim> claims = idempotencyStore.claim(
                    all.stream().map(IdempotentRequest::key).filter(Objects::nonNull).collect(Collectors.toSet()),
                    all.size() > 1);
            IdentityHashMap<IdempotentRequest<Q>, Execution> told = new IdentityHashMap<>();
            List<IdempotentRequest<Q>> due = new ArrayList<>();
            for (IdempotentRequest<Q> asked : all) {
                Optional<Execution> known = known(asked, asked.key() == null ? null : claims.remove(asked.key()));
                known.ifPresentOrElse(answer -> told.put(asked, answer), () -> due.add(asked));
            }
            if (!due.isEmpty()) {
                told.putAll(done(due, work));
            }
            return all.stream().map(told::get).map(Objects::requireNonNull).toList();
        });
    }

    /** @param claim null without a key, or if another request of the batch has the same key */
    private static Optional<Execution> known(IdempotentRequest<?> asked, @Nullable KeyClaim claim) {
        if (asked.key() == null) {
            return Optional.empty();
        }
        if (claim == null || !claim.held()) {
            return Optional.of(new Execution.KeyConflict(
                    new Problem.Conflict("request_in_progress", "The same request is still being answered")));
        }
        return Optional.ofNullable(claim.known()).map(answer -> answer.fingerprint().equals(asked.fingerprint())
                ? new Execution.Replayed(answer)
                : new Execution.KeyConflict(new Problem.Unprocessable("idempotency_key_reused",
                        "This key came with another request before")));
    }

    private <Q, T> IdentityHashMap<IdempotentRequest<Q>, Execution> done(List<IdempotentRequest<Q>> due,
            Idempotency.BatchWork<Q, T> work) {
        List<Result<RestResponse<T>>> outcomes = outcomes(due.stream().map(IdempotentRequest::request).toList(), work);
        IdentityHashMap<IdempotentRequest<Q>, Execution> told = new IdentityHashMap<>();
        List<StoredKey> kept = new ArrayList<>();
        for (int i = 0; i < due.size(); i++) {
            IdempotentRequest<Q> asked = due.get(i);
            switch (outcomes.get(i)) {
                case Result.Rejection<RestResponse<T>> refused ->
                    told.put(asked, new Execution.Rejected(refused.problem()));
                case Result.Success<RestResponse<T>> done -> {
                    StoredResponse answer = idempotencyStore.of(done.what(), asked.fingerprint());
                    told.put(asked, new Execution.Executed(answer));
                    if (asked.key() != null) {
                        kept.add(new StoredKey(asked.key(), answer, asked.encrypted()));
                    }
                }
            }
        }
        if (!kept.isEmpty() && !idempotencyStore.keep(kept)) {
            throw new ConcurrentReplay();
        }
        return told;
    }

    /** Keeps problems of the work apart from problems of the key. */
    private static <Q, T> List<Result<RestResponse<T>>> outcomes(List<Q> requests, Idempotency.BatchWork<Q, T> work) {
        try {
            return work.of(requests);
        } catch (Problem problem) {
            throw new RolledBack(problem);
        }
    }

    /**
     * Stores a refusal. If that fails, nothing is lost: a repeated request is refused again.
     *
     * @return false if a concurrent request has stored another response
     */
    boolean remembers(IdempotentRequest<?> asked, Problem problem) {
        if (asked.key() == null || !FINAL.contains(problem.status())) {
            return true;
        }
        StoredKey refusal = new StoredKey(asked.key(), idempotencyStore.of(problem, asked.fingerprint()),
                asked.encrypted());
        try {
            return QuarkusTransaction.requiringNew().call(() -> idempotencyStore.keep(List.of(refusal)));
        } catch (RuntimeException fault) {
            LOG.warnf("A refusal is not remembered: %s", fault.getMessage());
            LOG.debug("why", fault);
            return true;
        }
    }
}
