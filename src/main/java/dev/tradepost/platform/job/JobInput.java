package dev.tradepost.platform.job;

import java.io.InputStream;
import java.util.List;
import java.util.UUID;

import dev.tradepost.platform.database.Sql;

/** Reads an upload piece by piece, without holding a connection. */
final class JobInput extends InputStream {

    private final Sql sql;
    private final UUID jobId;
    private byte[] piece = new byte[0];
    private int at;
    private int next;
    private boolean ended;

    JobInput(Sql sql, UUID jobId) {
        this.sql = sql;
        this.jobId = jobId;
    }

    @Override
    public int read() {
        return hasMore() ? piece[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int some = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, target, offset, some);
        at += some;
        return some;
    }

    private boolean hasMore() {
        while (at == piece.length && !ended) {
            List<byte[]> found = sql.query("select content from platform.job_input where job_id = ? and position = ?",
                    row -> row.getBytes(1), jobId, next++);
            ended = found.isEmpty();
            piece = ended ? new byte[0] : found.getFirst();
            at = 0;
        }
        return at < piece.length;
    }
}
