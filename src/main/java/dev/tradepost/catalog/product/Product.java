package dev.tradepost.catalog.product;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Money;

/** A product that a seller offers. */
@Entity
@Table(schema = "catalog", name = "products")
class Product {

    @Id
    private UUID id;
    private String name;
    private @Nullable String description;
    private String sku;
    private BigDecimal price;
    @JdbcTypeCode(SqlTypes.CHAR)
    private Currency currency;
    @Column(name = "category_id")
    private UUID categoryId;
    @Column(name = "seller_id")
    private UUID sellerId;
    private @Nullable String brand;
    /** The first image, repeated for lists. */
    @Column(name = "image_url")
    private @Nullable String imageUrl;
    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, String> specifications;
    @Column(name = "is_active")
    private boolean active = true;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;
    @Version
    private int version;
    @OneToMany(cascade = CascadeType.PERSIST, orphanRemoval = true)
    @JoinColumn(name = "product_id", nullable = false, updatable = false)
    @OrderBy("displayOrder")
    private List<ProductImage> images = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Product() {}

    Product(ProductRequest request, Currency currency, UUID sellerId, Instant now) {
        this.id = Ids.next();
        this.name = request.name();
        this.description = request.description();
        this.sku = request.sku();
        this.price = Money.of(request.price(), currency).amount();
        this.currency = currency;
        this.categoryId = request.categoryId();
        this.sellerId = sellerId;
        this.brand = request.brand();
        this.specifications = request.specificationsOrNone();
        show(request.imagesOrNone());
        this.createdAt = now;
        this.updatedAt = now;
    }

    UUID id() {
        return id;
    }

    UUID sellerId() {
        return sellerId;
    }

    int version() {
        return version;
    }

    /** @return what became different */
    ProductDiff change(ProductChange change, Instant now) {
        ProductDiff diff = new ProductDiff();
        name = diff.change("name", name, change.name());
        description = diff.change("description", description, change.description());
        price = diff.change("price", price,
                change.price() == null ? null : Money.of(change.price(), currency).amount());
        sku = diff.change("sku", sku, change.sku());
        categoryId = diff.change("categoryId", categoryId, change.categoryId());
        brand = diff.change("brand", brand, change.brand());
        specifications = diff.change("specifications", specifications, change.specifications());
        active = diff.change("isActive", active, change.isActive());
        show(diff.change("images", images.stream().map(ProductImage::view).toList(), change.images()));
        updatedAt = diff.isEmpty() ? updatedAt : now;
        return diff;
    }

    private void show(List<ProductRequest.Image> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            if (i < images.size()) {
                images.get(i).show(wanted.get(i));
            } else {
                images.add(new ProductImage(wanted.get(i), i));
            }
        }
        while (images.size() > wanted.size()) {
            images.removeLast();
        }
        imageUrl = images.isEmpty() ? null : images.getFirst().url();
    }
}
