package dev.tradepost.order.payment;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.kernel.Money;

@ApplicationScoped
class RefundRepository implements PanacheRepositoryBase<Refund, UUID> {

    List<Refund> of(UUID orderId) {
        return list("orderId = ?1 order by createdAt, id", orderId);
    }

    /** Does not load the refund: it must be read after its order is locked. */
    Optional<UUID> orderOf(UUID refundId) {
        return find("select orderId from Refund where id = ?1", refundId).project(UUID.class).firstResultOptional();
    }

    /** The sum of the refunds of a payment that have succeeded. */
    Money succeeded(Payment payment) {
        return list("paymentId = ?1 and status = ?2", payment.id(), Refund.RefundStatus.DONE).stream()
                .map(Refund::money)
                .reduce(Money.of(BigDecimal.ZERO, payment.money().currency()), Money::plus);
    }
}
