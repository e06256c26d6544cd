package dev.tradepost.platform.job;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import io.agroal.api.AgroalDataSource;

import dev.tradepost.platform.database.Jdbc;

/** Reads what was uploaded, piece by piece; holds no connection in between. */
final class JobInput extends InputStream {

    private final AgroalDataSource database;
    private final UUID jobId;
    private byte[] piece = new byte[0];
    private int at;
    private int next;
    private boolean ended;

    JobInput(AgroalDataSource database, UUID jobId) {
        this.database = database;
        this.jobId = jobId;
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? piece[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
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

    private boolean hasMore() throws IOException {
        while (at == piece.length && !ended) {
            try (Connection connection = database.getConnection()) {
                List<byte[]> found = Jdbc.query(connection, row -> row.getBytes(1),
                        "select content from platform.job_input where job_id = ? and position = ?", jobId, next++);
                ended = found.isEmpty();
                piece = ended ? new byte[0] : found.getFirst();
                at = 0;
            } catch (SQLException failure) {
                throw new IOException("the input of a job cannot be read", failure);
            }
        }
        return at < piece.length;
    }
}
