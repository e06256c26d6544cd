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
 * Does what a request asks for once, however often it is sent with the same {@code Idempotency-Key}. A key belongs to the caller and
 * to one address; what was answered is kept for {@link IdempotencyStore#KEPT} with it.
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
        return once(route, request, work, false);
    }

    /** {@link #once} for an answer that carries personal data: it is kept encrypted. */
    public <T> RestResponse<T> onceEncrypted(String route, Object request, Supplier<RestResponse<T>> work) {
        return once(route, request, work, true);
    }

    /** Forgets what the account was answered, in the caller's transaction. */
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
     * {@link #once} for what is done for many requests in one transaction, while they come faster than they can be answered one by one:
     * {@link MicroBatcher}. It is made when the application starts.
     *
     * @param route method and path, of all of them
     */
    public <Q, T> BatchedRequests<Q, T> batched(String route, BatchWork<Q, T> work) {
        MicroBatcher<IdempotentRequest<Q>, Execution> groups = MicroBatcher.withMaxWait(
                all -> idempotentExecutor.answer(all, work),
                config::maxWait);
        return (body, request) -> once(asked(route, key(), body, request, false), groups::call);
    }

    /** Does what several requests ask for, in the transaction that runs. */
    @FunctionalInterface
    public interface BatchWork<Q, T> {
        /**
         * @return for each, in their order, its answer, or a problem if nothing was done for it. What is thrown rolls everything back,
         *         and each is asked for alone
         */
        List<Result<RestResponse<T>>> of(List<Q> requests);
    }

    /** Requests that are answered with others. */
    @FunctionalInterface
    public interface BatchedRequests<Q, T> {
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
            return once(asked, doing); // which finds what the other has answered
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

    /** The first answer is written from what was kept as well, so that no other can differ from it. */
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
