package dev.tradepost.catalog.category;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.category.CategoryResource.CategoryChange;
import dev.tradepost.catalog.category.CategoryResource.CategoryView;
import dev.tradepost.kernel.Ids;

/** A node of the category tree. */
@Entity
@Table(schema = "catalog", name = "categories")
class Category {

    @Id
    private UUID id;
    private String name;
    private String slug;
    @Column(name = "parent_id")
    private @Nullable UUID parentId;
    private @Nullable String description;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;
    @Version
    private int version;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Category() {}

    Category(String name, String slug, @Nullable UUID parentId, @Nullable String description, Instant now) {
        this.id = Ids.next();
        this.name = name;
        this.slug = slug;
        this.parentId = parentId;
        this.description = description;
        this.createdAt = now;
        this.updatedAt = now;
    }

    UUID id() {
        return id;
    }

    int version() {
        return version;
    }

    /** Changes the fields that are present. The database refuses a cycle. */
    void change(CategoryChange change, Instant now) {
        name = change.name() == null ? name : change.name();
        slug = change.slug() == null ? slug : change.slug();
        parentId = change.parentId() == null ? parentId : change.parentId().orElse(null);
        description = change.description() == null ? description : change.description().orElse(null);
        updatedAt = now;
    }

    CategoryView view() {
        return new CategoryView(id, name, slug, parentId, description);
    }
}
