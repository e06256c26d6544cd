package dev.tradepost.platform.job;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.scheduler.Scheduled;

import dev.tradepost.platform.database.RetentionJob;

/** Forgets jobs that ended long ago; their errors first, of which there may be many. */
@ApplicationScoped
class JobPruning {

    private final RetentionJob retentionJob;
    private final JobConfig config;

    JobPruning(RetentionJob retentionJob, JobConfig config) {
        this.retentionJob = retentionJob;
        this.config = config;
    }

    @Scheduled(every = "1h", delayed = "2m")
    void prune() {
        retentionJob.prune("""
                delete from platform.job_errors where (job_id, position) in (
                    select error.job_id, error.position
                      from platform.jobs job join platform.job_errors error on error.job_id = job.id
                     where job.finished_at < now() - ?1 * interval '1 second' limit ?2)""",
                config.retention().toSeconds());
        retentionJob.prune("""
                delete from platform.jobs where id in (
                    select id from platform.jobs
                     where finished_at < now() - ?1 * interval '1 second' and not has_input limit ?2)""",
                config.retention().toSeconds());
    }
}
