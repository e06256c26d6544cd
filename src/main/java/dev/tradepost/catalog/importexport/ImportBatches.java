package dev.tradepost.catalog.importexport;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Reads and checks rows on a thread of its own, a little ahead of whoever takes them. A batch ends before a sku that it has
 * already, so that the later row finds what the earlier one has made; and when it holds much text, so that the memory is bounded.
 */
final class ImportBatches implements AutoCloseable {

    /** Written far within a statement's time, also on a busy database. */
    private static final int MOST_ROWS = 1_000;
    private static final int MOST_TEXT = 8 * 1024 * 1024;

    private final RowReader rows;
    private final RowValidator rules;
    private final BlockingQueue<NextBatch> steps = new ArrayBlockingQueue<>(1);
    private volatile boolean closed;
    private @Nullable ImportRow first;

    /** Rows, or why there are no more. */
    private record NextBatch(List<ImportRow> rows, @Nullable Exception failure) {}

    ImportBatches(RowReader rows, RowValidator rules) {
        this.rows = rows;
        this.rules = rules;
    }

    ImportBatches start() {
        Thread.ofVirtual().name("import-reader").start(this::readAll);
        return this;
    }

    /** The next rows; none at the end. */
    List<ImportRow> next() throws IOException, InterruptedException {
        NextBatch step = steps.take();
        return switch (step.failure()) {
            case null -> step.rows();
            case IOException broken -> throw broken;
            case RuntimeException broken -> throw broken;
            case Exception broken -> throw new IllegalStateException(broken);
        };
    }

    /** Not by an interrupt: that would close the connection to the database which the reader may be reading from. */
    @Override
    public void close() {
        closed = true;
    }

    private void readAll() {
        try {
            List<ImportRow> batch;
            do {
                batch = read();
                put(new NextBatch(batch, null));
            } while (!batch.isEmpty() && !closed);
        } catch (IOException | RuntimeException broken) {
            put(new NextBatch(List.of(), broken));
        }
    }

    private void put(NextBatch step) {
        try {
            while (!closed && !steps.offer(step, 100, TimeUnit.MILLISECONDS)) {
                Thread.onSpinWait();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private List<ImportRow> read() throws IOException {
        List<ImportRow> batch = new ArrayList<>();
        Set<String> skus = new HashSet<>();
        int text = 0;
        while (batch.size() < MOST_ROWS && text < MOST_TEXT) {
            ImportRow row = first != null ? first : checked();
            first = null;
            if (row == null) {
                break;
            }
            if (!row.isBroken() && !skus.add(row.sku())) {
                first = row;
                break;
            }
            batch.add(row);
            text += rows.size();
        }
        return batch;
    }

    private @Nullable ImportRow checked() throws IOException {
        ImportRow row = rows.next();
        if (row != null && row.isReadable()) {
            rules.check(row);
        }
        return row;
    }
}
