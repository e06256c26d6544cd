package dev.tradepost.user.account;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.elytron.security.common.BcryptUtil;

import dev.tradepost.kernel.Problem;

/**
 * Hashes and compares passwords with bcrypt, in a pool of its own: half as many threads as cores, and no more in it than are
 * served in time, so that a flood of sign-ins is refused at once instead of slowing everything else.
 */
@ApplicationScoped
class Passwords {

    private static final Logger LOG = Logger.getLogger(Passwords.class);

    /** bcrypt reads no more. */
    static final int LONGEST_BYTES = 72;
    private static final int SECONDS_UNTIL_RETRY = 2;
    /** Nobody is let in who would wait longer, at the pace of the passwords before. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
    /** Ends the wait where the machine has become much busier since. */
    private static final int PATIENCE_SECONDS = 4;

    private final int cost;
    private final int threads;
    private final int queue;
    private final ThreadPoolExecutor pool;
    /** Passwords that are hashed or wait for it. */
    private final AtomicInteger admitted = new AtomicInteger();
    /** Nanoseconds that a password took lately: more when the processors are busy with other things too. */
    private final AtomicLong pace;
    /** Compared with when the account does not exist, so that the answer takes as long. */
    private final String hashOfNobody;
    private final Counter refused;
    private final Timer work;

    Passwords(AccountConfig config, MeterRegistry metrics) {
        cost = config.bcryptCost();
        threads = config.bcryptThreads().orElse(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        queue = config.bcryptQueue();
        hashOfNobody = BcryptUtil.bcryptHash("nobody has this password", cost);
        pace = new AtomicLong(firstPace());
        pool = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("bcrypt-", 0).factory());
        Gauge.builder("bcrypt_queue", () -> Math.max(0, admitted.get() - threads))
                .description("Password hashes waiting for a thread").register(metrics);
        Gauge.builder("bcrypt_queue_capacity", () -> fitting() - threads)
                .description("Capacity of the queue for password hashing")
                .register(metrics);
        work = Timer.builder("bcrypt").description("Time to hash or compare one password").register(metrics);
        refused = Counter.builder("bcrypt_refused").description("Password hashes refused because the queue was full")
                .register(metrics);
    }

    private long firstPace() {
        long before = System.nanoTime();
        boolean matches = BcryptUtil.matches("nobody", hashOfNobody);
        long nanos = System.nanoTime() - before;
        LOG.debugf("A password takes %s ms to compare (%s)", String.valueOf(nanos / 1_000_000), matches);
        return Math.max(1, nanos);
    }

    /**
     * How many may be hashed or wait so that the last of them is served in time. A longer queue would serve nobody under a flood: who
     * comes to its head has given up by then, and the work is done for nobody.
     */
    private int fitting() {
        return Math.clamp(threads * LONGEST_WAIT.toNanos() / pace.get(), threads, threads + queue);
    }

    /** @throws Problem.Unavailable if too many are waiting already */
    String hash(String password) {
        return inPool(() -> BcryptUtil.bcryptHash(password, cost));
    }

    /** For the start, where nobody waits who could try again: however busy the machine is, it takes the time that it takes. */
    String hashAtStart(String password) {
        return BcryptUtil.bcryptHash(password, cost);
    }

    /**
     * Compares the whole password: what bcrypt would cut off makes it a wrong one.
     *
     * @throws Problem.Unavailable if too many are waiting already
     */
    boolean matches(String password, String hash) {
        boolean whole = password.getBytes(StandardCharsets.UTF_8).length <= LONGEST_BYTES;
        return inPool(() -> BcryptUtil.matches(password, hash)) && whole;
    }

    /** Takes as long as {@link #matches} and never does. */
    void matchNobody(String password) {
        matches(password, hashOfNobody);
    }

    /** Whether the hash was made with less work than is configured now. Modular crypt format: {@code $2a$12$…}. */
    boolean isOutdated(String hash) {
        return Integer.parseInt(hash.split("\\$", -1)[2]) < cost;
    }

    private <T> T inPool(Callable<T> password) {
        if (admitted.incrementAndGet() > fitting()) {
            admitted.decrementAndGet();
            throw tooMany();
        }
        Future<T> result = pool.submit(() -> paced(password));
        try {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            result.cancel(false); // not begun: it never will; begun: nobody interrupts bcrypt
            throw tooMany();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("bcrypt failed", failure.getCause());
        } catch (InterruptedException stopping) {
            result.cancel(true);
            Thread.currentThread().interrupt();
            throw new Problem.Unavailable("The service is stopping", SECONDS_UNTIL_RETRY);
        } finally {
            admitted.decrementAndGet();
        }
    }

    private <T> T paced(Callable<T> password) throws Exception {
        long before = System.nanoTime();
        T result = work.recordCallable(password);
        long nanos = Math.max(1, System.nanoTime() - before);
        pace.updateAndGet(old -> nanos < old ? (old + nanos) / 2 : (3 * old + nanos) / 4);
        return result;
    }

    private Problem.Unavailable tooMany() {
        refused.increment();
        return new Problem.Unavailable("Too many people are signing in; try again shortly", SECONDS_UNTIL_RETRY);
    }

    @PreDestroy
    void close() {
        pool.shutdown();
    }
}
