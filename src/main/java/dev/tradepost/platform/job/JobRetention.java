package dev.tradepost.platform.job;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.tradepost.platform.database.Retention;

/** A job goes after its errors: deleting them together could exceed the time limit of a statement. */
@Singleton
class JobRetention {

    @Produces
    @Singleton
    static Retention errors(JobConfig config) {
        return new Retention("platform.job_errors", "job_id, position",
                "job_id in (select id from platform.jobs where finished_at < ?)", config.retention());
    }

    @Produces
    @Singleton
    static Retention jobs(JobConfig config) {
        return new Retention("platform.jobs", "id", """
                finished_at < ? and not has_input
                   and not exists (select from platform.job_errors error where error.job_id = jobs.id)""", config.retention());
    }
}
