package dev.tradepost.platform.job;

/** The job fails permanently. Committed batches stay. */
public final class JobFailed extends RuntimeException {

    /** @param message shown to the job's owner */
    public JobFailed(String message) {
        super(message, null, false, false);
    }
}
