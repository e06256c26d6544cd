package dev.tradepost.user.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.json.Json;

/**
 * The door to this feature: queues mails about accounts. A queued mail is a row that commits with the change it reports. Any instance
 * sends it, within seconds if the mail server accepts it: docs/adr/0012.
 */
@ApplicationScoped
public class AccountMails {

    private static final Logger LOG = Logger.getLogger(AccountMails.class);

    private final Sql sql;
    private final MailQuota quota;
    private final Json json;
    private final MeterRegistry metrics;
    private final Clock clock;

    AccountMails(Sql sql, MailQuota quota, Json json, MeterRegistry metrics, Clock clock) {
        this.sql = sql;
        this.quota = quota;
        this.json = json;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** What a mail is about. An address that is not verified gets {@link #VERIFY_EMAIL} and nothing else. */
    public enum AccountMailKind {
        /** Contains a token that proves that the reader owns the address. Sent to unverified addresses only. */
        VERIFY_EMAIL,
        /** Contains a token with which the reader can choose a new password. */
        RESET_PASSWORD,
        /** The password has changed; details: {@code address}. */
        PASSWORD_CHANGED,
        /** A sign-in from a new device or network address; details: {@code device}, {@code address}. */
        NEW_SIGN_IN,
        /** Somebody tries to guess the password; details: {@code address}. */
        MANY_FAILURES
    }

    /**
     * Queues a mail in the caller's transaction, unless the address has used up its daily quota. Does the same work whether or not the
     * address has an account; a mail without a recipient is dropped when it is due.
     */
    @Transactional
    public void enqueue(AccountMailKind kind, String recipient, Map<String, String> details) {
        if (!quota.take(kind, recipient)) {
            LOG.infof("A mail (%s) is not sent: its recipient has reached the daily quota", kind);
            metrics.counter("account_mails_total", "kind", kind.name(), "outcome", "CAPPED").increment();
            return;
        }
        Instant now = clock.instant();
        sql.update("""
                insert into users.mail_jobs (id, kind, recipient, details, created_at, next_try_at)
                values (?, ?, ?, cast(? as jsonb), ?, ?)""", Ids.next(), kind.name(), recipient, json.write(details),
                now, now);
    }

    /** Queues a mail unless one of the same kind was queued for the address within the given time. */
    @Transactional
    public void enqueueUnlessWithin(Duration time, AccountMailKind kind, String recipient,
            Map<String, String> details) {
        if (sql.query("select 1 from users.mail_jobs where recipient = ? and kind = ? and created_at > ? limit 1",
                _ -> true, recipient, kind.name(), clock.instant().minus(time)).isEmpty()) {
            enqueue(kind, recipient, details);
        }
    }

    /**
     * A sent or pending mail, as an export of personal data shows it.
     *
     * @param outcome {@code SENT}, {@code DROPPED}, {@code GIVEN_UP}; null while the mail is pending
     */
    @RegisterForReflection // written as part of an export, which says no types
    public record AccountMail(AccountMailKind kind, Instant orderedAt, @Nullable Instant finishedAt,
            @Nullable String outcome) {}

    /** The sent and pending mails of an address, newest first. */
    public List<AccountMail> to(String recipient) {
        return sql.query("""
                select kind, created_at, finished_at, outcome from users.mail_jobs where recipient = ?
                 order by created_at desc""",
                row -> new AccountMail(AccountMailKind.valueOf(row.getString("kind")),
                        row.getTimestamp("created_at").toInstant(), Sql.instant(row, "finished_at"),
                        row.getString("outcome")),
                recipient);
    }

    /** Deletes the sent and pending mails of an address, in the caller's transaction. */
    public void forget(String recipient) {
        sql.update("delete from users.mail_jobs where recipient = ?", recipient);
    }
}
