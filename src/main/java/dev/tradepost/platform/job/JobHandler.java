package dev.tradepost.platform.job;

import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;

/** Does the jobs of one kind. A module that has a kind of job implements it as a bean. */
public interface JobHandler {

    /** The kind, as it stands in {@code platform.jobs.kind} and is shown to users: {@code product_import}. */
    String kind();

    /**
     * Does the job from where it stands: leaves out the first {@link JobRun#rowsDone} rows of the input, which an earlier run has
     * done, and hands over the rest in batches to {@link JobRun#batch}. Called on a thread of its own, outside of any transaction.
     *
     * @param input what was uploaded, from its first byte
     * @throws JobFailed for what no other try can mend; anything else that is thrown leads to another try
     */
    void run(JobRun job, InputStream input) throws IOException, SQLException, InterruptedException;
}
