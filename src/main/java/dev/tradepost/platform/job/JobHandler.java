package dev.tradepost.platform.job;

import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;

/** Runs jobs of one kind. A module implements it as a bean. */
public interface JobHandler {

    /** Stored and shown to users, such as {@code product_import}. */
    String kind();

    /**
     * Skips the first {@link JobRun#rowsDone} rows of the input, which earlier runs have processed, and passes the others in batches to
     * {@link JobRun#batch}. Called on a thread of its own, outside a transaction.
     *
     * @param input the upload, from its first byte
     * @throws JobFailed if a retry cannot succeed; after any other exception the job is retried
     */
    void run(JobRun job, InputStream input) throws IOException, SQLException, InterruptedException;
}
