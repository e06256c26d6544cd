package dev.tradepost.catalog.product;

import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Ids;

/** An image of a product, at its position. */
@Entity
@Table(schema = "catalog", name = "product_images")
class ProductImage {

    @Id
    private UUID id;
    @Column(name = "image_url")
    private String url;
    @Column(name = "alt_text")
    private @Nullable String alt;
    @Column(name = "display_order")
    private int displayOrder;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected ProductImage() {}

    ProductImage(ProductRequest.Image image, int displayOrder) {
        this.id = Ids.next();
        this.url = image.url();
        this.alt = image.alt();
        this.displayOrder = displayOrder;
    }

    /** Replaces the image at this position. */
    void show(ProductRequest.Image image) {
        this.url = image.url();
        this.alt = image.alt();
    }

    ProductRequest.Image view() {
        return new ProductRequest.Image(url, alt);
    }

    String url() {
        return url;
    }
}
