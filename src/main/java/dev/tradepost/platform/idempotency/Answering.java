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
import dev.tradepost.platform.idempotency.Answers.Answer;
import dev.tradepost.platform.idempotency.Answers.Claim;
import dev.tradepost.platform.idempotency.Answers.ClientKey;
import dev.tradepost.platform.idempotency.Answers.Kept;

/** Tells requests whose answer is known from those that are due, and has those done: several at once, in one transaction. */
@ApplicationScoped
class Answering {

    private static final Logger LOG = Logger.getLogger(Answering.class);
    private static final Set<Integer> FINAL = Set.of(404, 409, 412, 422);

    private final Answers answers;

    Answering(Answers answers) {
        this.answers = answers;
    }

    /**
     * @param key none if the request has none
     * @param encrypted whether its answer carries personal data
     */
    record Asked<Q>(@Nullable ClientKey key, String fingerprint, Q request, boolean encrypted) {}

    /** What is said to one request. */
    sealed interface Told {
        record First(Answer answer) implements Told {}

        record Again(Answer answer) implements Told {}

        /** By the work. */
        record Refused(Problem problem) implements Told {}

        /** Because of the key. */
        record Not(Problem problem) implements Told {}
    }

    /** The same request was answered while this one looked whether it was: all that this one has done is rolled back. */
    static final class Overtaken extends RuntimeException {
        private Overtaken() {
            super("answered by another", null, false, false);
        }
    }

    /** By a problem of the work itself. */
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
     * Each request that is due is done, and its answer kept, in one transaction for all.
     *
     * @throws Overtaken if a key was used meanwhile
     * @throws RolledBack by a problem that the work threw
     */
    <Q, T> List<Told> answer(List<Asked<Q>> all, Idempotency.Work<Q, T> work) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Map<ClientKey, Claim> claims = answers.claim(
                    all.stream().map(Asked::key).filter(Objects::nonNull).collect(Collectors.toSet()), all.size() > 1);
            IdentityHashMap<Asked<Q>, Told> told = new IdentityHashMap<>();
            List<Asked<Q>> due = new ArrayList<>();
            for (Asked<Q> asked : all) {
                Optional<Told> known = known(asked, asked.key() == null ? null : claims.remove(asked.key()));
                known.ifPresentOrElse(answer -> told.put(asked, answer), () -> due.add(asked));
            }
            if (!due.isEmpty()) {
                told.putAll(done(due, work));
            }
            return all.stream().map(told::get).map(Objects::requireNonNull).toList();
        });
    }

    /** @param claim none if there is no key, or if it is that of another request of these */
    private static Optional<Told> known(Asked<?> asked, @Nullable Claim claim) {
        if (asked.key() == null) {
            return Optional.empty();
        }
        if (claim == null || !claim.held()) {
            return Optional.of(new Told.Not(
                    new Problem.Conflict("request_in_progress", "The same request is still being answered")));
        }
        return Optional.ofNullable(claim.known()).map(answer -> answer.fingerprint().equals(asked.fingerprint())
                ? new Told.Again(answer)
                : new Told.Not(new Problem.Unprocessable("idempotency_key_reused",
                        "This key came with another request before")));
    }

    private <Q, T> IdentityHashMap<Asked<Q>, Told> done(List<Asked<Q>> due, Idempotency.Work<Q, T> work) {
        List<Outcome<RestResponse<T>>> outcomes = outcomes(due.stream().map(Asked::request).toList(), work);
        IdentityHashMap<Asked<Q>, Told> told = new IdentityHashMap<>();
        List<Kept> kept = new ArrayList<>();
        for (int i = 0; i < due.size(); i++) {
            Asked<Q> asked = due.get(i);
            switch (outcomes.get(i)) {
                case Outcome.Refused<RestResponse<T>> refused -> told.put(asked, new Told.Refused(refused.problem()));
                case Outcome.Done<RestResponse<T>> done -> {
                    Answer answer = answers.of(done.what(), asked.fingerprint());
                    told.put(asked, new Told.First(answer));
                    if (asked.key() != null) {
                        kept.add(new Kept(asked.key(), answer, asked.encrypted()));
                    }
                }
            }
        }
        if (!kept.isEmpty() && !answers.keep(kept)) {
            throw new Overtaken();
        }
        return told;
    }

    /** Tells what the work itself says from what is said of the key. */
    private static <Q, T> List<Outcome<RestResponse<T>>> outcomes(List<Q> requests, Idempotency.Work<Q, T> work) {
        try {
            return work.of(requests);
        } catch (Problem problem) {
            throw new RolledBack(problem);
        }
    }

    /**
     * Where this does not work nothing is lost: who asks again has it done again, and refused again.
     *
     * @return false if something else was answered meanwhile
     */
    boolean remembers(Asked<?> asked, Problem problem) {
        if (asked.key() == null || !FINAL.contains(problem.status())) {
            return true;
        }
        Kept refusal = new Kept(asked.key(), answers.of(problem, asked.fingerprint()),
                asked.encrypted());
        try {
            return QuarkusTransaction.requiringNew().call(() -> answers.keep(List.of(refusal)));
        } catch (RuntimeException fault) {
            LOG.warnf("A refusal is not remembered: %s", fault.getMessage());
            LOG.debug("why", fault);
            return true;
        }
    }
}
