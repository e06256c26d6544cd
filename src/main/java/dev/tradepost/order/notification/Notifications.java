package dev.tradepost.order.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.order.notification.Notification.Kind;

/**
 * Which mails are sent. SMTP knows no transactions, so a mail is claimed first and marked after: of two that want to send it one
 * waits, and only a crash in the instant between the server's answer and the mark can send it twice, with the same
 * {@code Message-ID}.
 */
@ApplicationScoped
class Notifications implements PanacheRepositoryBase<Notification, UUID> {

    /** Longer than sending takes. */
    private static final Duration CLAIM = Duration.ofSeconds(30);

    private final Clock clock;

    Notifications(Clock clock) {
        this.clock = clock;
    }

    /** Somebody else is sending the mail; it is to be seen later whether they did. */
    static final class BeingSent extends Exception {
        BeingSent() {
            super("the mail is being sent by another instance");
        }
    }

    /**
     * Claims the mail for the caller.
     *
     * @return its id; empty if it is sent already
     */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<UUID> claim(UUID orderId, Kind kind) throws BeingSent {
        Instant now = clock.instant();
        getEntityManager().createNativeQuery("""
                insert into orders.notifications (id, order_id, kind, claimed_until, created_at)
                values (?1, ?2, ?3, ?4, ?4) on conflict (order_id, kind) do nothing""")
                .setParameter(1, dev.tradepost.kernel.Ids.next()).setParameter(2, orderId)
                .setParameter(3, kind.name()).setParameter(4, now).executeUpdate();
        Notification mail = find("orderId = ?1 and kind = ?2", orderId, kind)
                .withLock(LockModeType.PESSIMISTIC_WRITE).singleResult();
        if (mail.isSent()) {
            return Optional.empty();
        }
        if (mail.isClaimed(now)) {
            throw new BeingSent();
        }
        mail.claim(now, CLAIM);
        return Optional.of(mail.id());
    }

    @Transactional(TxType.REQUIRES_NEW)
    void sent(UUID notificationId) {
        findById(notificationId).sent(clock.instant());
    }

    @Transactional(TxType.REQUIRES_NEW)
    void notSent(UUID notificationId) {
        findById(notificationId).letGo(clock.instant());
    }
}
