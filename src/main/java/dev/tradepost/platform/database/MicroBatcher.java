package dev.tradepost.platform.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Serves requests that arrive at the same time in one transaction, as databases do with group commit. A single request is served at once.
 * Requests that arrive while others are served wait, and the first of them then serves the whole batch: the busier the instance, the less
 * each request costs (docs/adr/0027).
 *
 * <p>
 * When a batch fails, each of its requests is tried alone, so that one bad request spoils nothing for the others.
 *
 * @param <T> a request
 * @param <R> its result
 */
public final class MicroBatcher<T, R> {

    /** Enough to make round trips cheap, few enough to keep locks short. */
    private static final int MAX_BATCH = 50;

    /**
     * Two batches at a time, over all batchers without a maximum wait: one computes while the other waits for the disk. The requests that
     * wait form larger, cheaper batches, and clients' requests get the processors. Fair, so that no batcher waits for long.
     */
    private static final Semaphore PERMITS = new Semaphore(2, true);

    private final Function<List<T>, List<R>> work;
    private final int maxBatch;
    /** Null for work that no client waits for. */
    private final @Nullable Supplier<Duration> maxWait;
    private final Semaphore leadership = new Semaphore(1);
    private final Queue<Request<T, R>> waiting = new ConcurrentLinkedQueue<>();

    /**
     * @param work serves up to 50 requests in a transaction of its own, all or none, and returns a result for each, in order. A request
     *        whose commit was not confirmed may be served again
     */
    public MicroBatcher(Function<List<T>, List<R>> work) {
        this(work, MAX_BATCH, null);
    }

    /** @param maxBatch fewer than usual, where others wait for the rows that a batch locks */
    public MicroBatcher(Function<List<T>, List<R>> work, int maxBatch) {
        this(work, maxBatch, null);
    }

    private MicroBatcher(Function<List<T>, List<R>> work, int maxBatch, @Nullable Supplier<Duration> maxWait) {
        this.work = work;
        this.maxBatch = maxBatch;
        this.maxWait = maxWait;
    }

    /**
     * A batcher for clients that wait. It takes no permit.
     *
     * @param maxWait a request that has waited this long is served alone; a batch that took this long before the database failed is not
     *        tried again
     */
    public static <T, R> MicroBatcher<T, R> withMaxWait(Function<List<T>, List<R>> work, Supplier<Duration> maxWait) {
        return new MicroBatcher<>(work, MAX_BATCH, maxWait);
    }

    private static final class Request<T, R> {
        private final T value;
        /** Released when the request is served, and when its thread may become the leader. */
        private final Semaphore signal = new Semaphore(0);
        private volatile @Nullable Supplier<R> result;

        private Request(T value) {
            this.value = value;
        }

        private void complete(Supplier<R> outcome) {
            result = outcome;
            signal.release();
        }
    }

    /** Returns when the request is served and committed. Throws what the work throws. Must be called outside a transaction. */
    public R call(T value) {
        Request<T, R> request = new Request<>(value);
        waiting.add(request);
        Supplier<R> result = request.result;
        while (result == null) {
            if (leadership.tryAcquire()) {
                lead();
            } else if (!awaitSignal(request) && waiting.remove(request)) {
                return serveAlone(value);
            }
            result = request.result;
        }
        return result.get();
    }

    /** How many requests wait while others are served. */
    int waiting() {
        return waiting.size();
    }

    /** A request that arrives later finds the leadership free; one that arrived before gets a signal. */
    private void lead() {
        try {
            serveNextBatch();
        } finally {
            leadership.release();
            Request<T, R> next = waiting.peek();
            if (next != null) {
                next.signal.release();
            }
        }
    }

    /**
     * Waits without a limit where none is needed: each wait with a limit sets a timer, which costs more than the wait.
     *
     * @return false after the maximum wait
     */
    private boolean awaitSignal(Request<T, R> request) {
        try {
            if (maxWait != null) {
                return request.signal.tryAcquire(maxWait.get().toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        request.signal.acquireUninterruptibly();
        return true;
    }

    private R serveAlone(T value) {
        return work.apply(List.of(value)).getFirst();
    }

    private void serveNextBatch() {
        if (maxWait != null) {
            serve(nextBatch());
            return;
        }
        PERMITS.acquireUninterruptibly();
        try {
            serve(nextBatch());
        } finally {
            PERMITS.release();
        }
    }

    private List<Request<T, R>> nextBatch() {
        List<Request<T, R>> batch = new ArrayList<>();
        Request<T, R> request = waiting.poll();
        while (request != null) {
            batch.add(request);
            request = batch.size() < maxBatch ? waiting.poll() : null;
        }
        return batch;
    }

    private void serve(List<Request<T, R>> batch) {
        if (batch.isEmpty()) {
            return; // all of them were served, or left to be served alone
        }
        long begin = System.nanoTime();
        try {
            List<R> results = work.apply(batch.stream().map(request -> request.value).toList());
            for (int i = 0; i < batch.size(); i++) {
                R result = results.get(i);
                batch.get(i).complete(() -> result);
            }
        } catch (RuntimeException failure) {
            // After a database that did not answer each request would wait as long again.
            if (batch.size() > 1 && !(isLate(begin) && DatabaseFailures.isTransient(failure))) {
                batch.forEach(request -> request.complete(() -> serveAlone(request.value)));
            } else {
                batch.forEach(request -> request.complete(() -> {
                    throw failure;
                }));
            }
        } catch (Error fatal) {
            batch.forEach(request -> request.complete(() -> {
                throw fatal;
            }));
        }
    }

    private boolean isLate(long begin) {
        return maxWait != null && System.nanoTime() - begin >= maxWait.get().toNanos();
    }
}
