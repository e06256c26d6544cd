package dev.tradepost.platform.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

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
public final class GroupCommit<T, R> {

    /** Enough to make the round trips cheap, and few enough for locks that are held for moments only. */
    private static final int MOST = 50;

    /**
     * Two transactions at a time, of all kinds together: one computes while the other waits for the disk. What waits meanwhile becomes
     * cheaper, and those who wait for an answer have the processors. Fair, so that no kind of work waits for long.
     */
    private static final Semaphore TURNS = new Semaphore(2, true);

    private final Function<List<T>, List<R>> work;
    private final int most;
    private final boolean inTurn;
    private final Queue<Asked<T, R>> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock serving = new ReentrantLock();

    /**
     * @param work serves up to 50 in a transaction of its own, all or none, with a result for each, in order; what is committed
     *        without its caller hearing of it may be asked for again
     */
    public GroupCommit(Function<List<T>, List<R>> work) {
        this(work, MOST, true);
    }

    /** @param most that the work serves at a time, fewer than usual: where others wait for what it locks */
    public GroupCommit(Function<List<T>, List<R>> work, int most) {
        this(work, most, true);
    }

    private GroupCommit(Function<List<T>, List<R>> work, int most, boolean inTurn) {
        this.work = work;
        this.most = most;
        this.inTurn = inTurn;
    }

    /** One that waits for no other kind: for little that must not wait. */
    public static <T, R> GroupCommit<T, R> urgent(Function<List<T>, List<R>> work) {
        return new GroupCommit<>(work, MOST, false);
    }

    private static final class Asked<T, R> {
        private final T what;
        /** Written and read by whoever holds the lock. */
        private @Nullable Supplier<R> outcome;

        private Asked(T what) {
            this.what = what;
        }
    }

    /** Returns when it is done and committed. Throws what the work throws. Runs outside of any transaction. */
    public R call(T what) {
        Asked<T, R> mine = new Asked<>(what);
        waiting.add(mine);
        return served(mine).get();
    }

    /** How many wait while others are served. */
    int waiting() {
        return waiting.size();
    }

    private Supplier<R> served(Asked<T, R> mine) {
        serving.lock();
        try {
            while (mine.outcome == null) {
                inTurn();
            }
            return mine.outcome;
        } finally {
            serving.unlock();
        }
    }

    private void inTurn() {
        if (!inTurn) {
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

    private List<Asked<T, R>> next() {
        List<Asked<T, R>> next = new ArrayList<>();
        while (next.size() < most && !waiting.isEmpty()) { // only who holds the lock takes any out
            next.add(waiting.remove());
        }
        return next;
    }

    private void serve(List<Asked<T, R>> those) {
        try {
            List<R> results = work.apply(those.stream().map(one -> one.what).toList());
            for (int i = 0; i < those.size(); i++) {
                R result = results.get(i);
                those.get(i).outcome = () -> result;
            }
        } catch (RuntimeException failure) {
            if (those.size() > 1) {
                those.forEach(one -> one.outcome = () -> work.apply(List.of(one.what)).getFirst());
            } else {
                those.getFirst().outcome = () -> {
                    throw failure;
                };
            }
        } catch (Error fatal) {
            those.forEach(one -> one.outcome = () -> {
                throw fatal;
            });
        }
    }
}
