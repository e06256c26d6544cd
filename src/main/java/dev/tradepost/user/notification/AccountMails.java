package dev.tradepost.user.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.json.Json;

/**
 * The door to this feature: takes orders for mails. An ordered mail is a row that commits with what it tells of, and is sent
 * within seconds if the mail server takes it, by whichever instance: docs/adr/0012.
 */
@ApplicationScoped
public class AccountMails {

    private static final Logger LOG = Logger.getLogger(AccountMails.class);

    private final EntityManager entities;
    private final MailQuota quota;
    private final Json json;
    private final MeterRegistry metrics;
    private final Clock clock;

    AccountMails(EntityManager entities, MailQuota quota, Json json, MeterRegistry metrics, Clock clock) {
        this.entities = entities;
        this.quota = quota;
        this.json = json;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** What a mail is about. An address that is not verified gets {@link #VERIFY_EMAIL} and nothing else. */
    public enum AccountMailKind {
        /** Holds a token that proves that its reader owns the address. Not sent to those who have proved it. */
        VERIFY_EMAIL,
        /** Holds a token that lets its reader choose a new password. */
        RESET_PASSWORD,
        /** The password is another one now; details: {@code address}. */
        PASSWORD_CHANGED,
        /** Somebody has signed in from somewhere new; details: {@code device}, {@code address}. */
        NEW_SIGN_IN,
        /** Somebody tries to guess the password; details: {@code address}. */
        MANY_FAILURES
    }

    /**
     * Orders a mail, in the caller's transaction, unless the address has had its mails for today. Does the same whether or not the
     * address has an account, and takes as long: what is for nobody is dropped when it is to be sent.
     */
    @Transactional
    public void enqueue(AccountMailKind kind, String recipient, Map<String, String> details) {
        if (!quota.take(kind, recipient)) {
            LOG.infof("A mail (%s) is not sent: its recipient has had all of today's", kind);
            metrics.counter("account_mails_total", "kind", kind.name(), "outcome", "CAPPED").increment();
            return;
        }
        Instant now = clock.instant();
        entities.createNativeQuery("""
                insert into users.mail_jobs (id, kind, recipient, details, created_at, next_try_at)
                values (?1, ?2, ?3, cast(?4 as jsonb), ?5, ?5)""")
                .setParameter(1, Ids.next()).setParameter(2, kind.name()).setParameter(3, recipient)
                .setParameter(4, json.write(details)).setParameter(5, now).executeUpdate();
    }

    /** Orders a mail unless one of the kind was ordered for this address within the time. */
    @Transactional
    public void orderUnlessWithin(Duration time, AccountMailKind kind, String recipient, Map<String, String> details) {
        boolean lately = !entities.createNativeQuery(
                "select id from users.mail_jobs where recipient = ?1 and kind = ?2 and created_at > ?3 limit 1")
                .setParameter(1, recipient).setParameter(2, kind.name())
                .setParameter(3, clock.instant().minus(time)).getResultList().isEmpty();
        if (!lately) {
            enqueue(kind, recipient, details);
        }
    }

    /**
     * A mail that was or is to be sent.
     *
     * @param outcome {@code SENT}, {@code DROPPED}, {@code GIVEN_UP}; null while it is owed
     */
    @RegisterForReflection // written as part of an export, which says no types
    public record Sent(AccountMailKind kind, Instant orderedAt, @Nullable Instant finishedAt,
            @Nullable String outcome) {}

    /** What was and is to be sent to an address, newest first. */
    @Transactional
    public List<Sent> to(String recipient) {
        List<?> rows = entities.createNativeQuery("""
                select kind, created_at, finished_at, outcome from users.mail_jobs where recipient = ?1
                 order by created_at desc""", Object[].class).setParameter(1, recipient).getResultList();
        return rows.stream().map(row -> (Object[]) row).map(row -> new Sent(AccountMailKind.valueOf((String) row[0]),
                (Instant) row[1], (Instant) row[2], (String) row[3])).toList();
    }

    /** Forgets what was and is to be sent to an address. */
    @Transactional
    public void forget(String recipient) {
        entities.createNativeQuery("delete from users.mail_jobs where recipient = ?1").setParameter(1, recipient)
                .executeUpdate();
    }
}
