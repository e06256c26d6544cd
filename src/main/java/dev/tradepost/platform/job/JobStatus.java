package dev.tradepost.platform.job;

/** Where a job stands. */
public enum JobStatus {
    /** Waits for an instance. */
    QUEUED,
    /** An instance is at it, or was and will be followed by another. */
    RUNNING,
    /** Every row was looked at; some may have errors. */
    SUCCEEDED,
    /** Given up; the rows done until then stay done. */
    FAILED,
    /** Stopped by its owner; the rows done until then stay done. */
    CANCELLED;

    boolean isEnd() {
        return this != QUEUED && this != RUNNING;
    }
}
