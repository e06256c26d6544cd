package dev.tradepost.catalog.inventory;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.tradepost.catalog.inventory.StockResource.AdjustmentPage;
import dev.tradepost.catalog.inventory.StockResource.AdjustmentRequest;
import dev.tradepost.catalog.inventory.StockResource.StockView;
import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.PageRequest;
import dev.tradepost.kernel.Pagination;
import dev.tradepost.kernel.Problem;

/** What there is of a product, and what changes it other than orders. */
@ApplicationScoped
class Adjustments {

    /** Locks the stock, changes it if it may be so, and writes the line of the ledger, all by the numbers that were locked. */
    private static final String ADJUST = """
            with old as (
                select i.product_id, i.quantity, i.reserved_quantity,
                       coalesce(cast(:counted as bigint), i.quantity + cast(:delta as bigint)) as wanted
                  from catalog.inventory i where i.product_id = :product
                   for no key update),
            changed as (
                update catalog.inventory i
                   set quantity = old.wanted, reserved_quantity = old.reserved_quantity,
                       warehouse_location = coalesce(cast(:location as varchar), i.warehouse_location),
                       last_restocked = case when old.wanted > old.quantity then cast(:now as timestamptz)
                                             else i.last_restocked end,
                       updated_at = cast(:now as timestamptz)
                  from old
                 where i.product_id = old.product_id and old.wanted between old.reserved_quantity and :most
                returning i.product_id),
            noted as (
                insert into catalog.inventory_adjustments
                    (id, product_id, delta, quantity_after, reason, made_by, created_at)
                select :id, old.product_id, old.wanted - old.quantity, old.wanted, :reason, :madeBy,
                       cast(:now as timestamptz)
                  from old join changed on changed.product_id = old.product_id)
            select old.quantity, old.reserved_quantity, old.wanted from old""";

    private final EntityManager entities;
    private final Event<StockChanged> moved;
    private final LowStock lowStock;
    private final Clock clock;

    Adjustments(EntityManager entities, Event<StockChanged> moved, LowStock lowStock, Clock clock) {
        this.entities = entities;
        this.moved = moved;
        this.lowStock = lowStock;
        this.clock = clock;
    }

    /** @param active whether it is sold at present */
    record StockSnapshot(UUID sellerId, boolean active, StockView stock) {}

    /**
     * What there is of a product.
     *
     * @throws Problem.NotFound if there is no such product
     */
    @Transactional
    @SuppressWarnings("unchecked")
    StockSnapshot shelf(UUID productId) {
        List<Tuple> rows = entities.createNativeQuery("""
                select p.seller_id, p.is_active, i.quantity, i.reserved_quantity, i.warehouse_location, i.last_restocked
                  from catalog.products p join catalog.inventory i on i.product_id = p.id
                 where p.id = ?1""", Tuple.class).setParameter(1, productId).getResultList();
        return rows.stream().findFirst().map(Adjustments::shelf).orElseThrow(() -> new Problem.NotFound("Product"));
    }

    private static StockSnapshot shelf(Tuple row) {
        int quantity = row.get("quantity", Integer.class);
        int reserved = row.get("reserved_quantity", Integer.class);
        return new StockSnapshot(row.get("seller_id", UUID.class), row.get("is_active", Boolean.class),
                new StockView(quantity, reserved, quantity - reserved, row.get("warehouse_location", String.class),
                        row.get("last_restocked", Instant.class)));
    }

    /**
     * Changes what is in the house, and notes it.
     *
     * @return by how many pieces
     * @throws Problem.NotFound if there is no such product
     * @throws Problem.Conflict {@code below_reserved}, {@code too_much_stock}
     */
    @Transactional(TxType.MANDATORY)
    int adjust(UUID productId, AdjustmentRequest request, UUID madeBy) {
        List<?> rows = entities.createNativeQuery(ADJUST, Tuple.class)
                .setParameter("counted", request.quantity()).setParameter("delta", request.delta())
                .setParameter("product", productId).setParameter("location", request.warehouseLocation())
                .setParameter("now", Timestamp.from(clock.instant())).setParameter("most", StockResource.MOST)
                .setParameter("id", Ids.next()).setParameter("reason", request.reason())
                .setParameter("madeBy", madeBy).getResultList();
        Tuple row = rows.stream().map(Tuple.class::cast).findFirst()
                .orElseThrow(() -> new Problem.NotFound("Product"));
        int before = row.get("quantity", Integer.class);
        int reserved = row.get("reserved_quantity", Integer.class);
        long wanted = row.get("wanted", Long.class);
        if (wanted < reserved) {
            throw new Problem.Conflict("below_reserved", reserved + " pieces are reserved for orders");
        }
        if (wanted > StockResource.MOST) {
            throw new Problem.Conflict("too_much_stock", "A stock has at most " + StockResource.MOST + " pieces");
        }
        int after = Math.toIntExact(wanted);
        lowStock.moved(productId, before - reserved, after - reserved);
        moved.fire(new StockChanged(List.of(productId)));
        return after - before;
    }

    /** The ledger of a product, newest first. */
    @Transactional
    AdjustmentPage ledger(UUID productId, PageRequest page) {
        List<StockAdjustment> lines = entities.createQuery(
                "from StockAdjustment where productId = :product order by createdAt desc, id desc",
                StockAdjustment.class).setParameter("product", productId).setFirstResult(page.offset())
                .setMaxResults(page.limit()).getResultList();
        long all = entities.createQuery("select count(*) from StockAdjustment where productId = :product", Long.class)
                .setParameter("product", productId).getSingleResult();
        return new AdjustmentPage(lines.stream().map(StockAdjustment::view).toList(), Pagination.of(page, all));
    }
}
