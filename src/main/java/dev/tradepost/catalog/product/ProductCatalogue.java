package dev.tradepost.catalog.product;

import java.time.Clock;
import java.util.Collection;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.catalog.api.Products;
import dev.tradepost.catalog.category.Categories;
import dev.tradepost.catalog.inventory.Stock;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.database.Constraints;

@ApplicationScoped
class ProductCatalogue implements PanacheRepositoryBase<Product, UUID>, Products {

    private final Categories categories;
    private final Stock stock;
    private final Currency currency;
    private final Clock clock;

    ProductCatalogue(Categories categories, Stock stock,
            @ConfigProperty(name = "tradepost.currency") Currency currency, Clock clock) {
        this.categories = categories;
        this.stock = stock;
        this.currency = currency;
        this.clock = clock;
    }

    /** @throws Problem.Conflict {@code sku_taken} */
    @Transactional
    UUID add(ProductRequest request, UUID sellerId) {
        if (!categories.exists(request.categoryId())) {
            throw Problem.Invalid.field("/categoryId", "not_found", "is not a category");
        }
        Product product = new Product(request, currency, sellerId, clock.instant());
        try {
            persistAndFlush(product);
        } catch (PersistenceException failure) {
            if (Constraints.violated(failure, "products_sku_key")) {
                throw new Problem.Conflict("sku_taken", "Another product has this sku");
            }
            throw failure;
        }
        stock.open(product.id(), request.initialStockOrNone(), sellerId);
        return product.id();
    }

    @Transactional
    Optional<ProductDetail> detail(UUID productId) {
        return getEntityManager().createQuery("""
                select p as product, c.name as category, i.quantity - i.reservedQuantity as available
                  from Product p
                  join Category c on c.id = p.categoryId
                  join InventoryItem i on i.productId = p.id
                  left join fetch p.images
                 where p.id = :id""", Tuple.class).setParameter("id", productId).getResultList().stream().findFirst()
                .map(row -> row.get("product", Product.class).detail(row.get("category", String.class),
                        row.get("available", Integer.class)));
    }

    @Override
    @Transactional
    public Map<UUID, Offer> offers(Collection<UUID> productIds) {
        return list("active and id in ?1", productIds).stream()
                .collect(Collectors.toMap(Product::id, Product::offer));
    }
}
