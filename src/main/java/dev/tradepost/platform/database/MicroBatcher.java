package dev.tradepost.platform.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.transaction.RollbackException;

import org.jspecify.annotations.Nullable;

/**
 * Does at once what many ask for at the same time, as databases do with commits: whoever comes while others are served waits, and
 * the first who waits serves all of them, in one transaction. One alone is served without delay. The busier it is, the less each
 * costs (docs/adr/0027).
 *
 * <p>
 * Where it fails for many, each tries by itself: one that cannot be served spoils nothing for the others.
 *
 * @param <T> what is asked for
 * @param <R> what comes of it
 */
public final class MicroBatcher<T, R> {

    /** Enough to make the round trips cheap, and few enough for locks that are held for moments only. */
    private static final int MOST = 50;

    /**
     * Two transactions at a time, of all kinds together: one computes while the other waits for the disk. What waits meanwhile becomes
     * cheaper, and those who wait for an answer have the processors. Fair, so that no kind of work waits for long.
     */
    private static final Semaphore TURNS = new Semaphore(2, true);

    private final Function<List<T>, List<R>> work;
    private final int most;
    /** None for work that nobody waits for, which therefore takes turns with other kinds. */
    private final @Nullable Supplier<Duration> patience;
    private final Semaphore free = new Semaphore(1);
    private final Queue<Request<T, R>> waiting = new ConcurrentLinkedQueue<>();

    /**
     * @param work serves up to 50 in a transaction of its own, all or none, with a result for each, in order; what is committed
     *        without its caller hearing of it may be asked for again
     */
    public MicroBatcher(Function<List<T>, List<R>> work) {
        this(work, MOST, null);
    }

    /** @param most that the work serves at a time, fewer than usual: where others wait for what it locks */
    public MicroBatcher(Function<List<T>, List<R>> work, int most) {
        this(work, most, null);
    }

    private MicroBatcher(Function<List<T>, List<R>> work, int most, @Nullable Supplier<Duration> patience) {
        this.work = work;
        this.most = most;
        this.patience = patience;
    }

    /**
     * One for requests, which waits for no other kind.
     *
     * @param patience whoever has waited for a turn for so long is served alone; a group whose database has failed after as long has
     *        failed for all that are in it
     */
    public static <T, R> MicroBatcher<T, R> whileClientsWait(Function<List<T>, List<R>> work,
            Supplier<Duration> patience) {
        return new MicroBatcher<>(work, MOST, patience);
    }

    private static final class Request<T, R> {
        private final T what;
        /** Given when it is served, and when it may be its turn to serve. */
        private final Semaphore word = new Semaphore(0);
        private volatile @Nullable Supplier<R> outcome;

        private Request(T what) {
            this.what = what;
        }

        private void served(Supplier<R> result) {
            outcome = result;
            word.release();
        }
    }

    /** Returns when it is done and committed. Throws what the work throws. Runs outside of any transaction. */
    public R call(T what) {
        Request<T, R> mine = new Request<>(what);
        waiting.add(mine);
        Supplier<R> outcome = mine.outcome;
        while (outcome == null) {
            if (free.tryAcquire()) {
                lead();
            } else if (!hears(mine) && waiting.remove(mine)) {
                return alone(what);
            }
            outcome = mine.outcome;
        }
        return outcome.get();
    }

    /** How many wait while others are served. */
    int waiting() {
        return waiting.size();
    }

    /** Whoever comes after this has looked finds it free; whoever came before is told. */
    private void lead() {
        try {
            inTurn();
        } finally {
            free.release();
            Request<T, R> next = waiting.peek();
            if (next != null) {
                next.word.release();
            }
        }
    }

    /** Without a limit where there need not be one: each wait with a limit sets a timer, which costs more than the wait. */
    private boolean hears(Request<T, R> mine) {
        try {
            if (patience != null) {
                return mine.word.tryAcquire(patience.get().toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        mine.word.acquireUninterruptibly();
        return true;
    }

    private R alone(T what) {
        return work.apply(List.of(what)).getFirst();
    }

    private void inTurn() {
        if (patience != null) {
            serve(next());
            return;
        }
        TURNS.acquireUninterruptibly();
        try {
            serve(next());
        } finally {
            TURNS.release();
        }
    }

    private List<Request<T, R>> next() {
        List<Request<T, R>> next = new ArrayList<>();
        Request<T, R> one = waiting.poll();
        while (one != null) {
            next.add(one);
            one = next.size() < most ? waiting.poll() : null;
        }
        return next;
    }

    private boolean isLate(long begin) {
        return patience != null && System.nanoTime() - begin >= patience.get().toNanos();
    }

    /** A database that does not answer would keep each of them waiting for as long again; what the work itself refuses does not. */
    private static boolean isOfTheDatabase(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException || at instanceof RollbackException) {
                return true;
            }
        }
        return false;
    }

    private void serve(List<Request<T, R>> those) {
        if (those.isEmpty()) {
            return; // served, or gone alone, just now
        }
        long begin = System.nanoTime();
        try {
            List<R> results = work.apply(those.stream().map(one -> one.what).toList());
            for (int i = 0; i < those.size(); i++) {
                R result = results.get(i);
                those.get(i).served(() -> result);
            }
        } catch (RuntimeException failure) {
            if (those.size() > 1 && !(isLate(begin) && isOfTheDatabase(failure))) {
                those.forEach(one -> one.served(() -> alone(one.what)));
            } else {
                those.forEach(one -> one.served(() -> {
                    throw failure;
                }));
            }
        } catch (Error fatal) {
            those.forEach(one -> one.served(() -> {
                throw fatal;
            }));
        }
    }
}
