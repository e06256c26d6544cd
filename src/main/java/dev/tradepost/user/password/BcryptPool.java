package dev.tradepost.user.password;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import dev.tradepost.kernel.Problem;

/**
 * Threads for bcrypt, so that a flood of sign-ins does not slow down other requests. The pool accepts only what it can serve in time and
 * refuses the rest at once. A longer queue would serve nobody under load: the clients at its head would have given up.
 */
@ApplicationScoped
class BcryptPool {

    private static final int RETRY_SECONDS = 2;
    /** Longest wait that is expected at the current pace. */
    private static final Duration MAX_EXPECTED_WAIT = Duration.ofSeconds(3);
    /** Longest actual wait, if the machine has become busier. */
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private final int threads;
    private final int queue;
    private final ExecutorService pool;
    /** Tasks that run or wait. */
    private final AtomicInteger accepted = new AtomicInteger();
    /** Moving average of the nanoseconds per task, which grows when the cores are busy; 0 before the first task. */
    private final AtomicLong pace = new AtomicLong();
    private final Counter refused;
    private final Timer timer;

    BcryptPool(PasswordConfig config, MeterRegistry metrics) {
        threads = config.bcryptThreads().orElse(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        queue = config.bcryptQueue();
        pool = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().name("bcrypt-", 0).factory());
        Gauge.builder("bcrypt_queue", () -> Math.max(0, accepted.get() - threads))
                .description("Password hashes waiting for a thread").register(metrics);
        Gauge.builder("bcrypt_queue_capacity", () -> capacity() - threads)
                .description("Capacity of the queue for password hashing").register(metrics);
        timer = Timer.builder("bcrypt").description("Time to hash or compare one password").register(metrics);
        refused = Counter.builder("bcrypt_refused").description("Password hashes refused because the queue was full")
                .register(metrics);
    }

    /** Running and waiting tasks of which the last one is still served in time. */
    private int capacity() {
        return Math.clamp(threads * MAX_EXPECTED_WAIT.toNanos() / Math.max(1, pace.get()), threads, threads + queue);
    }

    /** @throws Problem.Unavailable if the task cannot be served in time */
    <T> T run(Supplier<T> task) {
        try {
            if (accepted.incrementAndGet() > capacity()) {
                throw busy();
            }
            return result(pool.submit(() -> runHere(task)));
        } finally {
            accepted.decrementAndGet();
        }
    }

    private <T> T result(Future<T> future) {
        try {
            return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            future.cancel(false); // has no effect on a task that has begun
            throw busy();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("bcrypt failed", failure.getCause());
        } catch (InterruptedException stopping) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new Problem.Unavailable("The service is stopping", RETRY_SECONDS);
        }
    }

    /** Runs the task on the calling thread, however long it takes. */
    <T> T runHere(Supplier<T> task) {
        long start = System.nanoTime();
        T result = timer.record(task);
        long nanos = Math.max(1, System.nanoTime() - start);
        pace.updateAndGet(old -> old == 0 ? nanos : nanos < old ? (old + nanos) / 2 : (3 * old + nanos) / 4);
        return result;
    }

    private Problem.Unavailable busy() {
        refused.increment();
        return new Problem.Unavailable("Too many sign-ins at the moment; try again shortly", RETRY_SECONDS);
    }

    @PreDestroy
    void close() {
        pool.shutdown();
    }
}
