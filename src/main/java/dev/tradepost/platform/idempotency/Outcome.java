package dev.tradepost.platform.idempotency;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.idempotency.IdempotencyStore.StoredResponse;

/** How an idempotent request ended. {@link Idempotency#answer} turns it into the result or the problem that the client gets. */
public sealed interface Outcome<T> {

    /** The request had its effect now. */
    record Executed<T>(T result) implements Outcome<T> {}

    /** An earlier request with the same key had the effect. */
    record Replayed<T>(StoredResponse response) implements Outcome<T> {}

    /** The operation refused the request. */
    record Rejected<T>(Problem problem) implements Outcome<T> {}

    /** The key is in use, or belongs to another request. */
    record KeyConflict<T>(Problem problem) implements Outcome<T> {}
}
