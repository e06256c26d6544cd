package dev.tradepost.user.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.tradepost.platform.database.Retention;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.json.Json;
import dev.tradepost.user.notification.AccountMails.AccountMailKind;

/** The table of account mails, as a queue that several instances share. Each statement commits by itself. */
@ApplicationScoped
class MailOutbox {

    /** Moves the next try behind the lease: no other instance sees the mail until then, and one does after a crash. */
    private static final String CLAIM = """
            update users.mail_jobs set next_try_at = ?, tries = tries + 1
             where id in (select id from users.mail_jobs where finished_at is null and next_try_at <= ?
                           order by next_try_at limit ? for update skip locked)
            returning id, kind, recipient, details, created_at, tries""";

    private final Sql sql;
    private final Json json;
    private final MailConfig config;
    private final Clock clock;

    MailOutbox(Sql sql, Json json, MailConfig config, Clock clock) {
        this.sql = sql;
        this.json = json;
        this.config = config;
        this.clock = clock;
    }

    /** @param tries including the current one */
    record PendingMail(UUID id, AccountMailKind kind, String recipient, Map<String, String> details, Instant createdAt,
            int tries) {}

    enum MailOutcome {
        SENT,
        DROPPED,
        GIVEN_UP
    }

    /** Claims mails that are due. They belong to this instance until the lease ends. */
    List<PendingMail> claim(int limit) {
        Instant now = clock.instant();
        return sql.query(CLAIM,
                row -> new PendingMail(row.getObject("id", UUID.class), AccountMailKind.valueOf(row.getString("kind")),
                        row.getString("recipient"), json.readMap(row.getString("details")),
                        row.getTimestamp("created_at").toInstant(), row.getInt("tries")),
                now.plus(config.lease()), now, limit);
    }

    void finish(PendingMail mail, MailOutcome outcome) {
        sql.update("update users.mail_jobs set finished_at = ?, outcome = ? where id = ?", clock.instant(),
                outcome.name(), mail.id());
    }

    /** Exponential back-off with jitter, so that mails that failed together are not retried together. */
    Duration postpone(PendingMail mail) {
        long doubled = config.initialRetryDelay().toMillis() << Math.min(mail.tries() - 1, 20);
        long millis = Math.min(doubled, config.maxRetryDelay().toMillis());
        Duration delay = Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
        sql.update("update users.mail_jobs set next_try_at = ? where id = ?", clock.instant().plus(delay), mail.id());
        return delay;
    }

    boolean isOverdue(PendingMail mail) {
        return mail.createdAt().plus(config.giveUpAfter()).isBefore(clock.instant());
    }

    @Produces
    @Singleton
    static Retention retention(MailConfig config) {
        return new Retention("users.mail_jobs", "id", "finished_at < ?", config.retention());
    }
}
