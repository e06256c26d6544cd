package dev.tradepost.catalog.category;

import java.time.Clock;
import java.util.Collection;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Status;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.catalog.category.CategoryResource.CategoryChange;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.database.Constraints;
import dev.tradepost.platform.database.Sql;

/** The categories, and what other features may know of them. */
@ApplicationScoped
public class Categories implements PanacheRepositoryBase<Category, UUID> {

    private final CategoryCache cache;
    private final CategoryReader reader;
    private final Sql sql;
    private final Event<CategoriesChanged> changed;
    private final Clock clock;

    Categories(CategoryCache cache, CategoryReader reader, Sql sql, Event<CategoriesChanged> changed, Clock clock) {
        this.cache = cache;
        this.reader = reader;
        this.sql = sql;
        this.changed = changed;
        this.clock = clock;
    }

    public boolean exists(UUID categoryId) {
        return count("id", categoryId) == 1;
    }

    /**
     * Names and paths of all categories, at most seconds old. Must be called outside a transaction.
     *
     * @throws IllegalStateException in a transaction
     */
    public CategoryPaths paths() {
        return cache.paths();
    }

    /** {@link #paths} that include these categories, even brand-new ones. In a transaction they come from the database. */
    public CategoryPaths pathsKnowing(Collection<UUID> categoryIds) {
        if (QuarkusTransaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
            return reader.paths();
        }
        CategoryPaths known = paths();
        return known.rows().keySet().containsAll(categoryIds) ? known : reader.paths();
    }

    /** The running transaction is about to change the number of products in some categories. */
    public void productCountsChange() {
        cache.productCountsChange();
    }

    /** Fills Redis before the first request. */
    public void warmCache() {
        cache.warm();
    }

    /**
     * Adds a category in a transaction of its own if the caller has none.
     *
     * @return its id
     */
    @Transactional
    public UUID create(String name, String slug, @Nullable UUID parentId, @Nullable String description) {
        return add(name, slug, parentId, description).id();
    }

    /** @throws Problem.Conflict {@code slug_taken}, {@code category_too_deep} */
    @Transactional(TxType.MANDATORY)
    Category add(String name, String slug, @Nullable UUID parentId, @Nullable String description) {
        Category category = new Category(name, slug, parentId, description, clock.instant());
        persist(category);
        write();
        return category;
    }

    /**
     * Locks a category for a change.
     *
     * @throws Problem.NotFound if there is no such category
     */
    @Transactional(TxType.MANDATORY)
    Category lock(UUID categoryId) {
        return findByIdOptional(categoryId, LockModeType.PESSIMISTIC_WRITE)
                .orElseThrow(() -> new Problem.NotFound("Category"));
    }

    /** Must be called before {@link #lock} to move a category: the database locks the tree too, but would already hold the row. */
    @Transactional(TxType.MANDATORY)
    void lockTree() {
        sql.query("select 1 from catalog.lock_category_tree()", row -> true);
    }

    /** @throws Problem.Conflict {@code slug_taken}, {@code category_cycle}, {@code category_too_deep} */
    @Transactional(TxType.MANDATORY)
    void change(Category category, CategoryChange change) {
        category.change(change, clock.instant());
        write();
    }

    /** @throws Problem.Conflict {@code category_in_use} */
    @Transactional(TxType.MANDATORY)
    void remove(Category category) {
        delete(category);
        try {
            flush();
        } catch (PersistenceException failure) {
            if (Constraints.violated(failure, "categories_parent_id_fkey")
                    || Constraints.violated(failure, "products_category_id_fkey")) {
                throw new Problem.Conflict("category_in_use", "There are sub-categories or products in this category");
            }
            throw failure;
        }
        changed.fire(new CategoriesChanged());
    }

    private void write() {
        try {
            flush();
        } catch (PersistenceException failure) {
            if (Constraints.violated(failure, "categories_slug_key")) {
                throw new Problem.Conflict("slug_taken", "Another category has this slug");
            }
            if (Constraints.violated(failure, "categories_parent_id_fkey")) {
                throw Problem.Invalid.field("/parentId", "not_found", "is not a category");
            }
            if (Constraints.violated(failure, "categories_no_cycle")) {
                throw new Problem.Conflict("category_cycle", "A category cannot be below itself");
            }
            if (Constraints.violated(failure, "categories_depth")) {
                throw new Problem.Conflict("category_too_deep", "The category tree has at most 20 levels");
            }
            throw failure;
        }
        changed.fire(new CategoriesChanged());
    }
}
