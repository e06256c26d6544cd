package dev.tradepost.catalog.product;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

import dev.tradepost.catalog.category.CategoryPaths;
import dev.tradepost.kernel.Ids;
import dev.tradepost.kernel.Money;

/** Something that is sold. */
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
    /** The first image again, for lists. */
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
    @OneToMany(cascade = CascadeType.ALL, orphanRemoval = true)
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

    UUID categoryId() {
        return categoryId;
    }

    UUID sellerId() {
        return sellerId;
    }

    boolean isActive() {
        return active;
    }

    int version() {
        return version;
    }

    /**
     * Makes it what the change says.
     *
     * @return what is other than before
     */
    ProductDiff change(ProductChange change, Instant now) {
        ProductDiff productDiff = new ProductDiff();
        name = productDiff.after("name", name, change.name());
        description = productDiff.afterOrNone("description", description, change.description());
        price = productDiff.after("price", price,
                change.price() == null ? null : Money.of(change.price(), currency).amount());
        sku = productDiff.after("sku", sku, change.sku());
        categoryId = productDiff.after("categoryId", categoryId, change.categoryId());
        brand = productDiff.afterOrNone("brand", brand, change.brand());
        specifications = productDiff.after("specifications", specifications, change.specifications());
        active = productDiff.after("isActive", active, change.isActive());
        show(productDiff.after("images", images.stream().map(ProductImage::asGiven).toList(), change.images()));
        if (!productDiff.isEmpty()) {
            updatedAt = now;
        }
        return productDiff;
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

    /** @param available pieces that can be bought now */
    ProductDetail detail(CategoryPaths categories, int available) {
        return new ProductDetail(id, name, description, price, currency.getCurrencyCode(), sku,
                new ProductDetail.Category(categoryId, Objects.requireNonNull(categories.name(categoryId)),
                        categories.path(categoryId)),
                brand,
                imageUrl, images.stream().map(ProductImage::url).toList(), specifications,
                new ProductDetail.Inventory(available > 0, available), active, sellerId, createdAt, updatedAt);
    }
}
