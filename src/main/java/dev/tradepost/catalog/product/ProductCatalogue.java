package dev.tradepost.catalog.product;

import java.time.Clock;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.catalog.api.Products;
import dev.tradepost.catalog.category.Categories;
import dev.tradepost.catalog.category.CategoryPaths;
import dev.tradepost.catalog.inventory.Stock;
import dev.tradepost.kernel.Money;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.database.Constraints;
import dev.tradepost.platform.database.Sql;

@ApplicationScoped
class ProductCatalogue implements PanacheRepositoryBase<Product, UUID>, Products {

    private static final String OFFERS = """
            select p.id, p.name, p.sku, p.price, p.currency, p.seller_id, i.quantity - i.reserved_quantity as available
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
        named(() -> persistAndFlush(product));
        stock.open(product.id(), request.initialStockOrNone(), sellerId);
        return product.id();
    }

    /**
     * A product as it is shown.
     *
     * @param version of the product
     * @param names version of the names of its categories
     */
    record Found(ProductDetail detail, int version, String names) {}

    /** Reads the names of the categories after its own transaction: they come from a cache, which may need a connection of its own. */
    Optional<Found> detail(UUID productId) {
        return QuarkusTransaction.joiningExisting().call(() -> stored(productId)).map(this::found);
    }

    private record Stored(Product product, int available) {}

    private Optional<Stored> stored(UUID productId) {
        return getEntityManager().createQuery("""
                select p as product, i.quantity - i.reservedQuantity as available
                  from Product p
                  join InventoryItem i on i.productId = p.id
                  left join fetch p.images
                 where p.id = :id""", Tuple.class).setParameter("id", productId).getResultList().stream().findFirst()
                .map(row -> new Stored(row.get("product", Product.class), row.get("available", Integer.class)));
    }

    private Found found(Stored stored) {
        Product product = stored.product();
        CategoryPaths paths = categories.pathsKnowing(List.of(product.categoryId()));
        return new Found(product.detail(paths, stored.available()), product.version(), paths.version());
    }

    /** @throws Problem.NotFound if there is no such product */
    @Transactional
    UUID sellerOf(UUID productId) {
        return findByIdOptional(productId).map(Product::sellerId).orElseThrow(() -> new Problem.NotFound("Product"));
    }

    /**
     * Changes a product, in the caller's transaction.
     *
     * @param mayChange says no to whoever may not, and to whoever has seen another version
     * @throws Problem.Conflict {@code sku_taken}
     */
    @Transactional(TxType.MANDATORY)
    ProductDiff change(UUID productId, ProductChange change, UUID changedBy, BiConsumer<UUID, Integer> mayChange) {
        Product product = findById(productId, LockModeType.PESSIMISTIC_WRITE);
        if (product == null) {
            throw new Problem.NotFound("Product");
        }
        mayChange.accept(product.sellerId(), product.version());
        if (change.categoryId() != null) {
            requireCategory(change.categoryId());
        }
        ProductDiff productDiff = product.change(change, clock.instant());
        if (!productDiff.isEmpty()) {
            changed.fire(new ProductsChanged(List.of(productId)));
            named(this::flush);
            history.note(productId, changedBy, clock.instant(), productDiff);
        }
        return productDiff;
    }

    private void requireCategory(UUID categoryId) {
        if (!categories.exists(categoryId)) {
            throw Problem.Invalid.field("/categoryId", "not_found", "is not a category");
        }
    }

    private static void named(Runnable write) {
        try {
            write.run();
        } catch (PersistenceException failure) {
            if (Constraints.violated(failure, "products_sku_key")) {
                throw new Problem.Conflict("sku_taken", "Another product has this sku");
            }
            throw failure;
        }
    }

    /** Reads no more than what is sold by: an order costs what this costs. */
    @Override
    public Map<UUID, Offer> offers(Collection<UUID> productIds) {
        return sql
                .query(OFFERS,
                        row -> new Offer(row.getObject("id", UUID.class), row.getString("name"), row.getString("sku"),
                                Money.of(row.getBigDecimal("price"), Currency.getInstance(row.getString("currency"))),
                                row.getObject("seller_id", UUID.class), row.getInt("available")),
                        Sql.uuids(productIds))
                .stream().collect(Collectors.toMap(Offer::productId, Function.identity()));
    }

    @Override
    @Transactional
    public Set<UUID> sellersOf(Collection<UUID> productIds) {
        return Set.copyOf(getEntityManager()
                .createQuery("select distinct p.sellerId from Product p where p.id in :ids", UUID.class)
                .setParameter("ids", productIds).getResultList());
    }
}
