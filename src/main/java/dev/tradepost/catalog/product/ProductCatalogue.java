package dev.tradepost.catalog.product;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.catalog.api.Products;
import dev.tradepost.catalog.category.Categories;
import dev.tradepost.catalog.inventory.Stock;
import dev.tradepost.kernel.Money;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.database.Constraints;
import dev.tradepost.platform.database.Sql;

@ApplicationScoped
class ProductCatalogue implements PanacheRepositoryBase<Product, UUID>, Products {

    private static final String OFFERS = """
            select p.id, p.name, p.sku, p.price, p.currency, i.quantity - i.reserved_quantity as available
              from catalog.products p
              join catalog.inventory i on i.product_id = p.id
             where p.is_active and p.id = any(?)""";

    private final Categories categories;
    private final Stock stock;
    private final ProductHistory history;
    private final Sql sql;
    private final Event<ProductsChanged> changed;
    private final Currency currency;
    private final Clock clock;

    ProductCatalogue(Categories categories, Stock stock, ProductHistory history, Sql sql,
            Event<ProductsChanged> changed,
            @ConfigProperty(name = "tradepost.currency") Currency currency, Clock clock) {
        this.categories = categories;
        this.stock = stock;
        this.history = history;
        this.sql = sql;
        this.changed = changed;
        this.currency = currency;
        this.clock = clock;
    }

    /** @throws Problem.Conflict {@code sku_taken} */
    @Transactional
    UUID add(ProductRequest request, UUID sellerId) {
        requireCategory(request.categoryId());
        Product product = new Product(request, currency, sellerId, clock.instant());
        changed.fire(new ProductsChanged(List.of(product.id())));
        persist(product);
        flushOrRefuseSku();
        stock.open(product.id(), request.initialStockOrNone(), sellerId);
        return product.id();
    }

    /**
     * Locks a product for a change.
     *
     * @throws Problem.NotFound if there is no such product
     */
    @Transactional(TxType.MANDATORY)
    Product lock(UUID productId) {
        return findByIdOptional(productId, LockModeType.PESSIMISTIC_WRITE)
                .orElseThrow(() -> new Problem.NotFound("Product"));
    }

    /**
     * Changes a locked product and records what became different.
     *
     * @throws Problem.Conflict {@code sku_taken}
     */
    @Transactional(TxType.MANDATORY)
    ProductDiff change(Product product, ProductChange change, UUID changedBy) {
        if (change.categoryId() != null) {
            requireCategory(change.categoryId());
        }
        Instant now = clock.instant();
        ProductDiff diff = product.change(change, now);
        if (!diff.isEmpty()) {
            changed.fire(new ProductsChanged(List.of(product.id())));
            flushOrRefuseSku();
            history.record(product.id(), changedBy, now, diff);
        }
        return diff;
    }

    private void requireCategory(UUID categoryId) {
        if (!categories.exists(categoryId)) {
            throw Problem.Invalid.field("/categoryId", "not_found", "is not a category");
        }
    }

    private void flushOrRefuseSku() {
        try {
            flush();
        } catch (PersistenceException failure) {
            if (Constraints.violated(failure, "products_sku_key")) {
                throw new Problem.Conflict("sku_taken", "Another product has this sku");
            }
            throw failure;
        }
    }

    /** @throws Problem.NotFound if there is no such product */
    UUID sellerOf(UUID productId) {
        return sellersOf(List.of(productId)).stream().findFirst().orElseThrow(() -> new Problem.NotFound("Product"));
    }

    @Override
    public Set<UUID> sellersOf(Collection<UUID> productIds) {
        return Set.copyOf(sql.query("select distinct seller_id from catalog.products where id = any(?)",
                row -> row.getObject(1, UUID.class), Sql.uuids(productIds)));
    }

    @Override
    public Map<UUID, Offer> offers(Collection<UUID> productIds) {
        return sql
                .query(OFFERS,
                        row -> new Offer(row.getObject("id", UUID.class), row.getString("name"), row.getString("sku"),
                                Money.of(row.getBigDecimal("price"), Currency.getInstance(row.getString("currency"))),
                                row.getInt("available")),
                        Sql.uuids(productIds))
                .stream().collect(Collectors.toMap(Offer::productId, Function.identity()));
    }
}
