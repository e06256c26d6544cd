package dev.tradepost.platform.job;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

import dev.tradepost.platform.database.DatabaseFailures;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.job.JobQueue.JobClaim;

/** Runs one job at a time, in every instance. Wakes at uploads to this instance and by a timer. */
@ApplicationScoped
class Worker {

    private static final Logger LOG = Logger.getLogger(Worker.class);
    /** Longer than a batch takes. */
    private static final Duration BATCH_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(2);

    private final JobQueue queue;
    private final Uploads uploads;
    private final Map<String, JobHandler> handlers;
    private final Sql sql;
    private final AgroalDataSource database;
    private final JobConfig config;
    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread loop;

    Worker(JobQueue queue, Uploads uploads, @All List<JobHandler> handlers, Sql sql, AgroalDataSource database,
            JobConfig config) {
        this.queue = queue;
        this.uploads = uploads;
        this.handlers = handlers.stream().collect(Collectors.toMap(JobHandler::kind, Function.identity()));
        this.sql = sql;
        this.database = database;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        loop = Thread.ofVirtual().name("jobs").start(this::run);
    }

    /** Finishes the current batch. Another instance, or the next start, continues. */
    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent shutdown)
            throws InterruptedException {
        stopping.countDown();
        wake.release();
        if (loop != null) {
            loop.join(BATCH_TIMEOUT);
        }
    }

    void wake(@Observes(during = TransactionPhase.AFTER_SUCCESS) Uploads.Queued queued) {
        wake.release();
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void run() {
        try {
            while (!isStopping()) {
                wake.drainPermits();
                round();
                if (!isStopping() && wake.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.trace("woken");
                }
            }
        } catch (InterruptedException stop) {
            LOG.debug("Interrupted; the next start or another instance continues");
        }
    }

    private void round() throws InterruptedException {
        try {
            while (!isStopping() && next()) {
                uploads.clean();
            }
            if (!isStopping()) {
                uploads.clean();
            }
        } catch (RuntimeException fault) {
            LOG.warnf("Jobs wait: %s", DatabaseFailures.reason(fault));
            LOG.debug("Cause of the previous warning", fault);
        }
    }

    private boolean next() throws InterruptedException {
        Optional<JobClaim> claimed = queue.claim(handlers.keySet());
        if (claimed.isPresent()) {
            work(claimed.get());
        }
        return claimed.isPresent();
    }

    private void work(JobClaim claim) throws InterruptedException {
        if (claim.tries() > config.maxAttempts()) {
            queue.finish(claim, JobStatus.FAILED, "Given up: it broke off %d times after row %d"
                    .formatted(claim.tries() - 1, claim.rowsDone()));
            return;
        }
        JobHandler handler = Objects.requireNonNull(handlers.get(claim.kind()));
        try (InputStream input = new JobInput(sql, claim.jobId())) {
            handler.run(new JobRun(claim, queue, database, this::isStopping), input);
            queue.finish(claim, JobStatus.SUCCEEDED, null);
        } catch (JobFailed failure) {
            queue.finish(claim, JobStatus.FAILED, failure.getMessage());
        } catch (JobRun.Stopped stopped) {
            queue.release(claim); // has no effect if the job was cancelled or lost
        } catch (InterruptedException stop) {
            throw stop;
        } catch (Exception fault) {
            LOG.errorf(fault, "Job %s (%s) broke off and is tried again", claim.jobId(), claim.kind());
            queue.retryAfter(claim, RETRY_DELAY);
        }
    }
}
