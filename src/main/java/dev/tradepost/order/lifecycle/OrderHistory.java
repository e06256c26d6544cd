package dev.tradepost.order.lifecycle;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.kernel.Pagination;

/** Lists what somebody has bought. */
@ApplicationScoped
class OrderHistory {

    private final EntityManager entities;

    OrderHistory(EntityManager entities) {
        this.entities = entities;
    }

    /** @param itemCount products, not pieces */
    public record OrderSummary(UUID orderId, String orderNumber, OrderStatus status, PaymentStatus paymentStatus,
            BigDecimal totalAmount, String currency, long itemCount, Instant createdAt, Instant updatedAt) {}

    public record OrderPage(List<OrderSummary> orders, Pagination pagination) {}

    @Transactional
    OrderPage of(UUID userId, PageRequest page) {
        long total = entities.createQuery("select count(o) from Order o where o.userId = :user", Long.class)
                .setParameter("user", userId).getSingleResult();
        List<OrderSummary> orders = entities.createQuery("""
                select o.id, o.orderNumber, o.status, o.paymentStatus, o.totalAmount, o.currency, size(o.lines),
                       o.createdAt, o.updatedAt
                  from Order o
                 where o.userId = :user
                 order by o.createdAt desc, o.id desc""", OrderSummary.class).setParameter("user", userId)
                .setFirstResult(page.offset()).setMaxResults(page.limit()).getResultList();
        return new OrderPage(orders, Pagination.of(page, total));
    }
}
