package dev.tradepost.user.notification;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.ApplicationScoped;

import io.agroal.api.AgroalDataSource;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.database.RetentionJob;
import dev.tradepost.platform.json.Json;
import dev.tradepost.user.notification.AccountMails.AccountMailKind;

/** The mails that are owed, as the table has them. */
@ApplicationScoped
class MailOutbox {

    /** Puts the next try behind the claim: until then nobody else sees the job, and after a crash somebody does. */
    private static final String CLAIM = """
            update users.mail_jobs set next_try_at = ?, tries = tries + 1
             where id in (select id from users.mail_jobs where finished_at is null and next_try_at <= ?
                           order by next_try_at limit ? for update skip locked)
            returning id, kind, recipient, details, created_at, tries""";

    private final AgroalDataSource database;
    private final RetentionJob retentionJob;
    private final Json json;
    private final MailConfig config;
    private final Clock clock;

    MailOutbox(AgroalDataSource database, RetentionJob retentionJob, Json json, MailConfig config, Clock clock) {
        this.database = database;
        this.retentionJob = retentionJob;
        this.json = json;
        this.config = config;
        this.clock = clock;
    }

    /** @param tries this one included */
    record PendingMail(UUID id, AccountMailKind kind, String recipient, Map<String, String> details, Instant createdAt,
            int tries) {}

    enum MailOutcome {
        SENT, DROPPED, GIVEN_UP
    }

    /** Takes some that are due; they are the caller's until the claim runs out. */
    List<PendingMail> claim(int most) throws SQLException {
        Instant now = clock.instant();
        try (Connection connection = database.getConnection();
                PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setTimestamp(1, Timestamp.from(now.plus(config.lease())));
            claim.setTimestamp(2, Timestamp.from(now));
            claim.setInt(3, most);
            List<PendingMail> jobs = new ArrayList<>();
            try (ResultSet rows = claim.executeQuery()) {
                while (rows.next()) {
                    jobs.add(new PendingMail(rows.getObject("id", UUID.class),
                            AccountMailKind.valueOf(rows.getString("kind")),
                            rows.getString("recipient"), json.readMap(rows.getString("details")),
                            rows.getTimestamp("created_at").toInstant(), rows.getInt("tries")));
                }
            }
            return jobs;
        }
    }

    void finish(PendingMail job, MailOutcome outcome) throws SQLException {
        update("update users.mail_jobs set finished_at = ?, outcome = ? where id = ?", Timestamp.from(clock.instant()),
                outcome.name(), job.id());
    }

    /** Puts the job off, for longer each time, and not to the same moment as the others that failed with it. */
    Duration putOff(PendingMail job) throws SQLException {
        long doubled = config.initialRetryDelay().toMillis() << Math.min(job.tries() - 1, 20);
        long millis = Math.min(doubled, config.maxRetryDelay().toMillis());
        Duration pause = Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
        update("update users.mail_jobs set next_try_at = ? where id = ?", Timestamp.from(clock.instant().plus(pause)),
                job.id());
        return pause;
    }

    boolean isOverdue(PendingMail job) {
        return job.createdAt().plus(config.giveUpAfter()).isBefore(clock.instant());
    }

    @Scheduled(every = "1h", delayed = "3m", identity = "mail-jobs-pruning")
    @RunOnVirtualThread
    void forgetOld() {
        retentionJob.prune("""
                delete from users.mail_jobs where id in (
                    select id from users.mail_jobs where finished_at < ?1 limit ?2)""",
                clock.instant().minus(config.retention()));
    }

    private void update(String sql, Object... values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                update.setObject(i + 1, values[i]);
            }
            update.executeUpdate();
        }
    }
}
