package dev.tradepost.platform.idempotency;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.database.MicroBatcher;
import dev.tradepost.platform.idempotency.IdempotencyStore.ClientKey;
import dev.tradepost.platform.idempotency.IdempotencyStore.StoredResponse;
import dev.tradepost.platform.idempotency.IdempotentExecutor.ConcurrentReplay;
import dev.tradepost.platform.idempotency.IdempotentExecutor.Execution;
import dev.tradepost.platform.idempotency.IdempotentExecutor.IdempotentRequest;
import dev.tradepost.platform.idempotency.IdempotentExecutor.RolledBack;
import dev.tradepost.platform.security.Caller;

/**
 * Executes a request once, however often it is sent with the same {@code Idempotency-Key}. A key belongs to the caller and to one
 * address. Its response is stored for {@link IdempotencyStore#KEPT}.
 */
@ApplicationScoped
public class Idempotency {

    public static final String KEY = "Idempotency-Key";
    public static final String DESCRIPTION = "Up to 255 printable characters of your own. The same key with the same body answers, for a day, what was answered first, with Idempotency-Replayed: true";

    private static final String REPLAYED = "Idempotency-Replayed";
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,255}");

    private final IdempotencyStore idempotencyStore;
    private final IdempotentExecutor idempotentExecutor;
    private final Caller caller;
    private final CurrentVertxRequest current;
    private final IdempotencyConfig config;

    Idempotency(IdempotencyStore idempotencyStore, IdempotentExecutor idempotentExecutor, Caller caller,
            CurrentVertxRequest current,
            IdempotencyConfig config) {
        this.idempotencyStore = idempotencyStore;
        this.idempotentExecutor = idempotentExecutor;
        this.caller = caller;
        this.current = current;
        this.config = config;
    }

    /**
     * Runs the work in a transaction of its own, or returns the stored response of the key. The response is committed together with the
     * effects of the work. A problem rolls back the work; a 404, 409, 412 or 422 is stored too. An invalid request is not stored,
     * and neither is a problem that passes by itself (429, 5xx).
     *
     * @param route method and path, ids and all, at most 200 characters
     * @param request the request body
     * @param work returns the response, of which the status, the body and {@code Location} are stored
     * @throws Problem.Invalid if the key is malformed
     * @throws Problem.Conflict {@code request_in_progress}, while a concurrent request with the key is in progress
     * @throws Problem.Unprocessable {@code idempotency_key_reused}, if the key was used for another request
     */
    public <T> RestResponse<T> once(String route, Object request, Supplier<RestResponse<T>> work) {
        return once(route, request, work, false);
    }

    /** {@link #once} for a response with personal data, which is stored encrypted. */
    public <T> RestResponse<T> onceEncrypted(String route, Object request, Supplier<RestResponse<T>> work) {
        return once(route, request, work, true);
    }

    /** Deletes the stored responses of an account, in the caller's transaction. */
    @Transactional(TxType.MANDATORY)
    public void forget(UUID principal) {
        idempotencyStore.forget(principal);
    }

    private <T> RestResponse<T> once(String route, Object request, Supplier<RestResponse<T>> work,
            boolean encrypted) {
        String text = key();
        if (text == null) {
            return QuarkusTransaction.requiringNew().call(work::get);
        }
        BatchWork<Object, T> alone = _ -> List.of(new Result.Success<>(work.get()));
        return once(asked(route, text, request, request, encrypted),
                one -> idempotentExecutor.answer(List.of(one), alone).getFirst());
    }

    /**
     * {@link #once} for concurrent requests that share a transaction: {@link MicroBatcher}. Call it once, at start.
     *
     * @param route method and path of these requests
     */
    public <Q, T> BatchedRequests<Q, T> batched(String route, BatchWork<Q, T> work) {
        MicroBatcher<IdempotentRequest<Q>, Execution> groups = MicroBatcher.withMaxWait(
                all -> idempotentExecutor.answer(all, work),
                config::maxWait);
        return (body, request) -> once(asked(route, key(), body, request, false), groups::call);
    }

    /** Serves a batch of requests in the current transaction. */
    @FunctionalInterface
    public interface BatchWork<Q, T> {
        /**
         * @return a result for each request, in order: its response, or the problem that kept it from having an effect. An exception
         *         rolls back the batch; each request is then served alone
         */
        List<Result<RestResponse<T>>> of(List<Q> requests);
    }

    /** Executes requests in batches. */
    @FunctionalInterface
    public interface BatchedRequests<Q, T> {
        /**
         * {@link Idempotency#once}.
         *
         * @param body the request body, which the key's fingerprint covers
         * @param request what the work needs
         */
        RestResponse<T> once(Object body, Q request);
    }

    private @Nullable String key() {
        return current.getCurrent().request().getHeader(KEY);
    }

    /** Reads the caller's token before the transaction begins. */
    private <Q> IdempotentRequest<Q> asked(String route, @Nullable String key, Object body, Q request,
            boolean encrypted) {
        if (key == null) {
            return new IdempotentRequest<>(null, "", request, encrypted);
        }
        if (!PRINTABLE.matcher(key).matches()) {
            throw Problem.Invalid.field("/" + KEY, "format", "must be 1 to 255 printable characters");
        }
        return new IdempotentRequest<>(new ClientKey(caller.userId(), route, key), idempotencyStore.fingerprint(body),
                request,
                encrypted);
    }

    private <Q, T> RestResponse<T> once(IdempotentRequest<Q> asked, Function<IdempotentRequest<Q>, Execution> doing) {
        Execution told;
        try {
            told = doing.apply(asked);
        } catch (ConcurrentReplay another) {
            return once(asked, doing); // finds the response of the concurrent request
        } catch (RolledBack refused) {
            told = new Execution.Rejected(refused.problem());
        }
        return switch (told) {
            case Execution.Executed first -> response(first.answer());
            case Execution.Replayed again -> {
                current.getCurrent().response().putHeader(REPLAYED, "true");
                yield response(again.answer());
            }
            case Execution.Rejected refused -> {
                if (idempotentExecutor.remembers(asked, refused.problem())) {
                    throw refused.problem();
                }
                yield once(asked, doing);
            }
            case Execution.KeyConflict not -> throw not.problem();
        };
    }

    /** The first response is built from the stored one too, so that a replay cannot differ from it. */
    @SuppressWarnings("unchecked") // text is written as it is: JSON of a T
    private <T> RestResponse<T> response(StoredResponse answer) {
        if (answer.status() >= 400) {
            throw idempotencyStore.problem(answer);
        }
        ResponseBuilder<Object> response = ResponseBuilder.create(RestResponse.Status.fromStatusCode(answer.status()),
                (Object) answer.body()).header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
        if (answer.location() != null) {
            response.header(HttpHeaders.LOCATION, answer.location());
        }
        return (RestResponse<T>) response.build();
    }
}
