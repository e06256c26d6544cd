package dev.tradepost.platform.idempotency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.database.GroupCommit;
import dev.tradepost.platform.idempotency.Answers.Answer;
import dev.tradepost.platform.idempotency.Answers.Claim;
import dev.tradepost.platform.idempotency.Answers.ClientKey;
import dev.tradepost.platform.idempotency.Answers.Kept;
import dev.tradepost.platform.security.Caller;

/**
 * Does what a request asks for once, however often it is sent with the same {@code Idempotency-Key}. A key belongs to the caller and
 * to one address; what was answered is kept for {@link Answers#KEPT} with it.
 */
@ApplicationScoped
public class Idempotency {

    public static final String KEY = "Idempotency-Key";
    public static final String DESCRIPTION = "Up to 255 printable characters of your own. The same key with the same body answers, for a day, what was answered first, with Idempotency-Replayed: true";

    private static final Logger LOG = Logger.getLogger(Idempotency.class);
    private static final String REPLAYED = "Idempotency-Replayed";
    private static final Set<Integer> FINAL = Set.of(404, 409, 412, 422);
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,255}");

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Answers answers;
    private final Caller caller;
    private final CurrentVertxRequest current;

    Idempotency(Answers answers, Caller caller, CurrentVertxRequest current) {
        this.answers = answers;
        this.caller = caller;
        this.current = current;
    }

    /**
     * Does the work in a transaction of its own, unless its answer is known; without a key, always. What it answers is committed
     * with what it does. A problem rolls that back and is remembered too if it can come true again only by chance: 404, 409, 412 and
     * 422; not that of a request that is broken, nor one that passes by itself (429, 5xx).
     *
     * @param route method and path, ids and all, at most 200 characters
     * @param request the body, as it was read
     * @param work status, body and {@code Location} of its answer are kept, other headers are not
     * @throws Problem.Invalid if the key is none
     * @throws Problem.Conflict {@code request_in_progress}, while the same request is still being answered
     * @throws Problem.Unprocessable {@code idempotency_key_reused}, if the key came with another request before
     */
    public <T> RestResponse<T> once(String route, Object request, Supplier<RestResponse<T>> work) {
        String text = key();
        if (text == null) {
            return QuarkusTransaction.requiringNew().call(work::get);
        }
        Work<Object, T> alone = _ -> List.of(new Outcome.Done<>(work.get()));
        return once(asked(route, text, request, request), one -> answer(List.of(one), alone).getFirst());
    }

    /**
     * {@link #once} for what is done for many requests in one transaction, while they come faster than they can be answered one by one:
     * {@link GroupCommit}. It is made when the application starts.
     *
     * @param route method and path, of all of them
     */
    public <Q, T> Together<Q, T> together(String route, Work<Q, T> work) {
        GroupCommit<Asked<Q>, Told> groups = GroupCommit.whileClientsWait(all -> answer(all, work), PATIENCE);
        return (body, request) -> once(asked(route, key(), body, request), groups::call);
    }

    /** Does what several requests ask for, in the transaction that runs. */
    @FunctionalInterface
    public interface Work<Q, T> {
        /**
         * @return for each, in their order, its answer, or a problem if nothing was done for it. What is thrown rolls everything back,
         *         and each is asked for alone
         */
        List<Outcome<RestResponse<T>>> of(List<Q> requests);
    }

    /** Requests that are answered with others. */
    @FunctionalInterface
    public interface Together<Q, T> {
        /**
         * {@link Idempotency#once}.
         *
         * @param body as it was read
         * @param request what the work is to know of it
         */
        RestResponse<T> once(Object body, Q request);
    }

    private @Nullable String key() {
        return current.getCurrent().request().getHeader(KEY);
    }

    /** Looks at the token now: it would not do in the middle of a transaction. */
    private <Q> Asked<Q> asked(String route, @Nullable String key, Object body, Q request) {
        if (key == null) {
            return new Asked<>(null, "", request);
        }
        if (!PRINTABLE.matcher(key).matches()) {
            throw Problem.Invalid.field("/" + KEY, "format", "must be 1 to 255 printable characters");
        }
        return new Asked<>(new ClientKey(caller.userId(), route, key), answers.fingerprint(body), request);
    }

    private <Q, T> RestResponse<T> once(Asked<Q> asked, Function<Asked<Q>, Told> doing) {
        Told told;
        try {
            told = doing.apply(asked);
        } catch (Overtaken another) {
            return once(asked, doing); // which finds what the other has answered
        } catch (RolledBack refused) {
            told = new Told.Refused(refused.problem);
        }
        return switch (told) {
            case Told.First first -> response(first.answer());
            case Told.Again again -> {
                current.getCurrent().response().putHeader(REPLAYED, "true");
                yield response(again.answer());
            }
            case Told.Refused refused -> {
                if (remembered(asked, refused.problem())) {
                    throw refused.problem();
                }
                yield once(asked, doing);
            }
            case Told.Not not -> throw not.problem();
        };
    }

    private <Q, T> List<Told> answer(List<Asked<Q>> all, Work<Q, T> work) {
        return QuarkusTransaction.requiringNew().call(() -> {
            if (all.size() > 1) {
                answers.waitBriefly();
            }
            Map<ClientKey, Claim> claims = answers
                    .claim(all.stream().map(Asked::key).filter(Objects::nonNull).collect(Collectors.toSet()));
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

    private <Q, T> IdentityHashMap<Asked<Q>, Told> done(List<Asked<Q>> due, Work<Q, T> work) {
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
                        kept.add(new Kept(asked.key(), answer));
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
    private static <Q, T> List<Outcome<RestResponse<T>>> outcomes(List<Q> requests, Work<Q, T> work) {
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
    private boolean remembered(Asked<?> asked, Problem problem) {
        if (asked.key() == null || !FINAL.contains(problem.status())) {
            return true;
        }
        Kept refusal = new Kept(asked.key(), answers.of(problem, asked.fingerprint()));
        try {
            return QuarkusTransaction.requiringNew().call(() -> answers.keep(List.of(refusal)));
        } catch (RuntimeException fault) {
            LOG.warnf("A refusal is not remembered: %s", fault.getMessage());
            LOG.debug("why", fault);
            return true;
        }
    }

    /** The first answer is written from what was kept as well, so that no other can differ from it. */
    @SuppressWarnings("unchecked") // text is written as it is: JSON of a T
    private <T> RestResponse<T> response(Answer answer) {
        if (answer.status() >= 400) {
            throw answers.problem(answer);
        }
        ResponseBuilder<Object> response = ResponseBuilder.create(RestResponse.Status.fromStatusCode(answer.status()),
                (Object) answer.body()).header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
        if (answer.location() != null) {
            response.header(HttpHeaders.LOCATION, answer.location());
        }
        return (RestResponse<T>) response.build();
    }

    /** @param key none if the request has none */
    private record Asked<Q>(@Nullable ClientKey key, String fingerprint, Q request) {}

    /** What is said to one request. */
    private sealed interface Told {
        record First(Answer answer) implements Told {}

        record Again(Answer answer) implements Told {}

        /** By the work. */
        record Refused(Problem problem) implements Told {}

        /** Because of the key. */
        record Not(Problem problem) implements Told {}
    }

    /** The same request was answered while this one looked whether it was: all that this one has done is rolled back. */
    private static final class Overtaken extends RuntimeException {
        private Overtaken() {
            super("answered by another", null, false, false);
        }
    }

    /** By a problem of the work itself. */
    private static final class RolledBack extends RuntimeException {

        private final transient Problem problem;

        private RolledBack(Problem problem) {
            super(problem.code(), null, false, false);
            this.problem = problem;
        }
    }
}
