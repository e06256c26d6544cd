package dev.tradepost.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;

@QuarkusTest
class RetentionSchedulerTest {

    @Inject
    RetentionScheduler scheduler;
    @Inject
    @All
    List<Retention> retentions;

    @Test
    void every_table_accepts_its_statement() {
        assertThat(retentions).extracting(Retention::table).doesNotHaveDuplicates().hasSizeGreaterThan(10)
                .allSatisfy(table -> assertThatCode(() -> scheduler.run(table)).doesNotThrowAnyException());
    }

    @Test
    void a_job_goes_after_its_errors() {
        UUID old = job("7 days 1 minute");
        UUID young = job("6 days 23 hours");
        scheduler.run("platform.jobs");
        assertThat(jobs(old, young)).hasSize(2);
        scheduler.run("platform.job_errors");
        scheduler.run("platform.jobs");
        assertThat(jobs(old, young)).containsExactly(young);
        Database.update("delete from platform.jobs where id = ?", young);
    }

    private static UUID job(String age) {
        UUID id = UUID.randomUUID();
        Database.update(
                """
                insert into platform.jobs (id, kind, owner_id, parameters, status, created_at, finished_at, has_input, message)
                values (?, 'test', gen_random_uuid(), '{}', 'FAILED', now(), now() - cast(? as interval), false, 'no')""",
                id, age);
        Database.update("""
                insert into platform.job_errors (job_id, position, row_number, field, code, message)
                values (?, 0, 1, '', 'test', 'no')""", id);
        return id;
    }

    private static List<UUID> jobs(UUID... ids) {
        return Database.query(UUID.class, "select id from platform.jobs where id = any (?)", (Object) ids);
    }
}
