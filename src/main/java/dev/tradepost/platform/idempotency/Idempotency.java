package dev.tradepost.platform.idempotency;

import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.idempotency.Answers.Answer;
import dev.tradepost.platform.idempotency.Answers.ClientKey;
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
        String text = current.getCurrent().request().getHeader(KEY);
        if (text == null) {
            return QuarkusTransaction.requiringNew().call(work::get);
        }
        if (!PRINTABLE.matcher(text).matches()) {
            throw Problem.Invalid.field("/" + KEY, "format", "must be 1 to 255 printable characters");
        }
        // Told now: to look at a token would not do in the middle of a transaction.
        UUID principal = caller.userId();
        return once(new ClientKey(principal, route, text), answers.fingerprint(request), work);
    }

    private <T> RestResponse<T> once(ClientKey key, String fingerprint, Supplier<RestResponse<T>> work) {
        try {
            return response(QuarkusTransaction.requiringNew().call(() -> answer(key, fingerprint, work)));
        } catch (Overtaken another) {
            return once(key, fingerprint, work); // which finds what the other has answered
        } catch (Refused refused) {
            if (FINAL.contains(refused.problem.status()) && !remember(key, answers.of(refused.problem, fingerprint))) {
                return once(key, fingerprint, work);
            }
            throw refused.problem;
        }
    }

    private <T> Answer answer(ClientKey key, String fingerprint, Supplier<RestResponse<T>> work) {
        Answers.Claim claim = answers.claim(key);
        if (!claim.held()) {
            throw new Problem.Conflict("request_in_progress", "The same request is still being answered");
        }
        Answer known = claim.known();
        if (known == null) {
            Answer first = answers.of(answered(work), fingerprint);
            if (!answers.keep(key, first)) {
                throw new Overtaken();
            }
            return first;
        }
        if (!known.fingerprint().equals(fingerprint)) {
            throw new Problem.Unprocessable("idempotency_key_reused", "This key came with another request before");
        }
        current.getCurrent().response().putHeader(REPLAYED, "true");
        return known;
    }

    /** Tells what the work itself says from what is said of the key. */
    private static <T> RestResponse<T> answered(Supplier<RestResponse<T>> work) {
        try {
            return work.get();
        } catch (Problem problem) {
            throw new Refused(problem);
        }
    }

    /**
     * Where this does not work nothing is lost: who asks again has it done again, and refused again.
     *
     * @return false if something else was answered meanwhile
     */
    private boolean remember(ClientKey key, Answer answer) {
        try {
            return QuarkusTransaction.requiringNew().call(() -> answers.keep(key, answer));
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

    /** The same request was answered while this one looked whether it was: all that this one has done is rolled back. */
    private static final class Overtaken extends RuntimeException {
        private Overtaken() {
            super("answered by another", null, false, false);
        }
    }

    private static final class Refused extends RuntimeException {

        private final transient Problem problem;

        private Refused(Problem problem) {
            super(problem.code(), null, false, false);
            this.problem = problem;
        }
    }
}
