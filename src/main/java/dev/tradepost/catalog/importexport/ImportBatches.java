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
 * Reads and validates rows on a thread of its own, one batch ahead. A batch ends before a sku that it already contains, so that the later
 * row finds the product of the earlier one, and when it holds much text, which bounds the memory.
 */
final class ImportBatches implements AutoCloseable {

    /** Small enough to be written within the statement timeout on a busy database. */
    private static final int MAX_ROWS = 1_000;
    private static final int MAX_TEXT = 8 * 1024 * 1024;

    private final RowReader rows;
    private final RowValidator validator;
    private final BlockingQueue<NextBatch> batches = new ArrayBlockingQueue<>(1);
    private volatile boolean closed;
    private @Nullable ImportRow first;

    /** Rows, or the failure that ended the reading. */
    private record NextBatch(List<ImportRow> rows, @Nullable Exception failure) {}

    private ImportBatches(RowReader rows, RowValidator validator) {
        this.rows = rows;
        this.validator = validator;
    }

    static ImportBatches start(RowReader rows, RowValidator validator) {
        ImportBatches batches = new ImportBatches(rows, validator);
        Thread.ofVirtual().name("import-reader").start(batches::readAll);
        return batches;
    }

    /** Waits for the next batch; empty at the end of the file. */
    List<ImportRow> next() throws IOException, InterruptedException {
        NextBatch next = batches.take();
        return switch (next.failure()) {
            case null -> next.rows();
            case IOException broken -> throw broken;
            case RuntimeException broken -> throw broken;
            case Exception broken -> throw new IllegalStateException(broken);
        };
    }

    /** Does not interrupt the reader: that would close the database connection it may be reading from. */
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

    private void put(NextBatch next) {
        try {
            while (!closed && !batches.offer(next, 100, TimeUnit.MILLISECONDS)) {
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
        while (batch.size() < MAX_ROWS && text < MAX_TEXT) {
            ImportRow row = first != null ? first : validated();
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

    private @Nullable ImportRow validated() throws IOException {
        ImportRow row = rows.next();
        if (row != null && row.isReadable()) {
            validator.check(row);
        }
        return row;
    }
}
