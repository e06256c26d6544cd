package dev.tradepost.order.placement;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

import dev.tradepost.platform.database.Sql;

/**
 * Draws order numbers: {@code ORD-<year>-<at least 3 digits>}. From a sequence, which nobody waits for, and several at once, so that
 * few orders pay for the way there; what an instance has left when it stops is never used. The sequence does not begin anew each
 * year, so that no clock can make a number appear twice.
 *
 * <p>What one transaction has drawn and not used is others' only once it has committed: a server that is killed before knows nothing of
 * the draw afterwards, and gives the same numbers out again.
 */
@ApplicationScoped
class OrderNumbers {

    private static final String DRAW = "select nextval('orders.order_numbers') from generate_series(1, 20)";

    private final Queue<Long> left = new ConcurrentLinkedQueue<>();
    private final Sql sql;
    private final TransactionSynchronizationRegistry transactions;
    private final Clock clock;

    OrderNumbers(Sql sql, TransactionSynchronizationRegistry transactions, Clock clock) {
        this.sql = sql;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** For an order of the caller's transaction; unused if that does not commit. */
    String next() {
        Long durable = left.poll();
        long number = durable == null ? drawn() : durable;
        return "ORD-%d-%03d".formatted(clock.instant().atZone(ZoneOffset.UTC).getYear(), number);
    }

    private long drawn() {
        Block block = (Block) transactions.getResource(this);
        if (block == null) {
            block = new Block();
            transactions.putResource(this, block);
            transactions.registerInterposedSynchronization(block);
        }
        return block.next();
    }

    /** Of one transaction. */
    private final class Block implements Synchronization {

        private final Queue<Long> numbers = new ArrayDeque<>();

        long next() {
            if (numbers.isEmpty()) {
                numbers.addAll(sql.query(DRAW, row -> row.getLong(1)));
            }
            return Objects.requireNonNull(numbers.poll());
        }

        @Override
        public void beforeCompletion() {
            // it has not committed yet
        }

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                left.addAll(numbers);
            }
        }
    }
}
