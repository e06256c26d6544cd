package dev.tradepost.order.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.faulttolerance.Retry;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.kernel.Ids;
import dev.tradepost.order.notification.Notification.Kind;
import dev.tradepost.platform.broker.Subscription.NotYet;

/**
 * Which mails are sent. SMTP knows no transactions, so a mail is claimed first and marked after: of two that want to send it one
 * waits. Twice is sent only what a server took without saying so in time, or a process that died before the mark; both copies have
 * the same {@code Message-ID}.
 */
@ApplicationScoped
class Notifications implements PanacheRepositoryBase<Notification, UUID> {

    /** What a mail is about that tells of nothing but the order itself. */
    static final UUID THE_ORDER = Ids.FIRST;

    private final Duration claim;
    private final Clock clock;

    Notifications(@ConfigProperty(name = "tradepost.notification.claim") Duration claim, Clock clock) {
        this.claim = claim;
        this.clock = clock;
    }

    /**
     * Claims the mail for the caller.
     *
     * @param about the refund that it tells of, or {@link #THE_ORDER}
     * @return its id; empty if it is sent already
     * @throws NotYet if somebody else is sending it, or died at it
     */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<UUID> claim(UUID orderId, Kind kind, UUID about) throws NotYet {
        Instant now = clock.instant();
        getEntityManager().createNativeQuery("""
                insert into orders.notifications (id, order_id, kind, about, claimed_until, created_at)
                values (?1, ?2, ?3, ?5, ?4, ?4) on conflict (order_id, kind, about) do nothing""")
                .setParameter(1, Ids.next()).setParameter(2, orderId)
                .setParameter(3, kind.name()).setParameter(4, now).setParameter(5, about).executeUpdate();
        Notification mail = find("orderId = ?1 and kind = ?2 and about = ?3", orderId, kind, about)
                .withLock(LockModeType.PESSIMISTIC_WRITE).singleResult();
        if (mail.isSent()) {
            return Optional.empty();
        }
        Duration claimed = mail.claimedFor(now);
        if (claimed.isPositive()) {
            throw new NotYet("another instance is sending the mail", claimed);
        }
        mail.claim(now, claim);
        return Optional.of(mail.id());
    }

    /** The mail is out: not to note it would send it again, so a database that is away for moments is waited for. */
    @Retry(maxRetries = -1, delay = 500, jitter = 200, maxDuration = 25, durationUnit = ChronoUnit.SECONDS)
    void sent(UUID notificationId) {
        QuarkusTransaction.requiringNew().run(() -> findById(notificationId).sent(clock.instant()));
    }

    @Transactional(TxType.REQUIRES_NEW)
    void notSent(UUID notificationId) {
        findById(notificationId).letGo(clock.instant());
    }
}
