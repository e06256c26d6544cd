package dev.tradepost.order.payment;

import java.math.BigDecimal;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

/** How much of a payment may still go back, as its row says: taken by whoever promises a refund, put back when one fails. */
@ApplicationScoped
class RefundableAmounts {

    private final EntityManager entities;

    RefundableAmounts(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * Takes the amount. The lock of the order already keeps others away; this holds without it too.
     *
     * @return false if less than that is left
     */
    boolean take(UUID paymentId, BigDecimal amount) {
        return entities.createNativeQuery("""
                update orders.payments set refunded_amount = refunded_amount + ?2
                 where id = ?1 and status = 'CAPTURED' and refunded_amount + ?2 <= amount""")
                .setParameter(1, paymentId).setParameter(2, amount).executeUpdate() == 1;
    }

    /** Puts back what a refund had taken; a payment that was refunded in full is not so any more. */
    void putBack(Refund refund) {
        entities.createNativeQuery("""
                update orders.payments set refunded_amount = refunded_amount - ?2, status = 'CAPTURED' where id = ?1""")
                .setParameter(1, refund.paymentId()).setParameter(2, refund.money().amount()).executeUpdate();
    }

    BigDecimal left(UUID paymentId) {
        return (BigDecimal) entities.createNativeQuery(
                "select amount - refunded_amount from orders.payments where id = ?1", BigDecimal.class)
                .setParameter(1, paymentId).getSingleResult();
    }

    /** Whether nothing is left of what was paid for the order, and a refund of it has not come to its end. */
    boolean allIsOnItsWay(UUID orderId) {
        return (Boolean) entities.createNativeQuery("""
                select exists (select 1 from orders.payments
                                where order_id = ?1 and status = 'CAPTURED' and refunded_amount = amount)""",
                Boolean.class).setParameter(1, orderId).getSingleResult();
    }

    /** What is with the customer again. */
    BigDecimal done(UUID paymentId) {
        return entities.createQuery(
                "select coalesce(sum(r.amount), 0) from Refund r where r.paymentId = :payment and r.status = :done",
                BigDecimal.class).setParameter("payment", paymentId).setParameter("done", Refund.Status.DONE)
                .getSingleResult();
    }
}
