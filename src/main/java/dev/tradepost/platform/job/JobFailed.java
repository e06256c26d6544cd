package dev.tradepost.platform.job;

/** The job cannot be done, whoever tries; what was committed stays. */
public final class JobFailed extends RuntimeException {

    /** @param message what is wrong, in words for whoever started the job */
    public JobFailed(String message) {
        super(message, null, false, false);
    }
}
