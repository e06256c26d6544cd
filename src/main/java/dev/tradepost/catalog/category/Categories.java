package dev.tradepost.catalog.category;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.Tuple;
import jakarta.transaction.Status;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.catalog.category.CategoryResource.CategoryChange;
import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.database.Constraints;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.json.Json;

/** The door to this feature for its siblings. */
@ApplicationScoped
public class Categories implements PanacheRepositoryBase<Category, UUID> {

    private static final String PATHS = "select id, parent_id, name, slug from catalog.categories";

    private final CategoryCache cache;
    private final Sql sql;
    private final Json json;
    private final Event<CategoriesChanged> changed;
    private final Clock clock;

    Categories(CategoryCache cache, Sql sql, Json json, Event<CategoriesChanged> changed,
            Clock clock) {
        this.cache = cache;
        this.sql = sql;
        this.json = json;
        this.changed = changed;
        this.clock = clock;
    }

    /** Whether there is such a category. */
    public boolean exists(UUID categoryId) {
        return count("id", categoryId) == 1;
    }

    /**
     * Adds a category.
     *
     * @return its id
     */
    @Transactional
    public UUID create(String name, String slug, @Nullable UUID parentId, @Nullable String description) {
        return add(name, slug, parentId, description).id();
    }

    /** The names and the shape of the whole tree, at most seconds old. Must be called outside a transaction. */
    public CategoryPaths paths() {
        return cache.paths(this::readPaths);
    }

    /** {@link #paths}, but never older than these categories. In a transaction they come from the database. */
    public CategoryPaths pathsKnowing(Collection<UUID> categoryIds) {
        if (QuarkusTransaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
            return readPaths();
        }
        CategoryPaths known = paths();
        return known.rows().keySet().containsAll(categoryIds) ? known : readPaths();
    }

    /** Products have come, gone or moved in the running transaction. */
    public void countsChange() {
        cache.countsChange();
    }

    /** Puts the tree where it is found quickly, before anybody asks. */
    public void warm() {
        cache.warm(this::treeInBytes, this::readPaths);
    }

    byte @Nullable [] treeIfPresent() {
        return cache.treeIfPresent();
    }

    CompletionStage<byte[]> treeAnswer() {
        return cache.tree(this::treeInBytes);
    }

    private byte[] treeInBytes() {
        return json.writeBytes(Envelope.of(QuarkusTransaction.joiningExisting().call(this::tree)));
    }

    private CategoryPaths readPaths() {
        return new CategoryPaths(
                sql.query(PATHS, row -> new CategoryPaths.CategoryRow(row.getObject("id", UUID.class),
                        row.getObject("parent_id", UUID.class), row.getString("name"), row.getString("slug"))));
    }

    /** The whole tree, counted: active products in each category and all below it. */
    @SuppressWarnings("unchecked")
    private CategoryTree tree() {
        return CategoryTree.of(getEntityManager().createNativeQuery("""
                select c.id, c.name, c.slug, c.parent_id, c.description, coalesce(p.products, 0) as products
                  from catalog.categories c
                  left join (select category_id, count(*) as products
                               from catalog.products where is_active group by category_id) p on p.category_id = c.id
                 order by c.name, c.id""", Tuple.class).getResultList());
    }

    /** @throws Problem.Conflict {@code slug_taken}, {@code category_too_deep} */
    @Transactional
    Category add(String name, String slug, @Nullable UUID parentId, @Nullable String description) {
        Category category = new Category(name, slug, parentId, description, clock.instant());
        persist(category);
        write();
        return category;
    }

    /**
     * Changes what is mentioned.
     *
     * @param versionCheck called with the version that is there
     * @throws Problem.NotFound if there is no such category
     * @throws Problem.Conflict {@code slug_taken}, {@code category_cycle}, {@code category_too_deep}
     */
    @Transactional
    Category change(UUID categoryId, CategoryChange change, IntConsumer versionCheck) {
        if (change.parentId() != null) {
            getEntityManager().createNativeQuery("select 1 from catalog.lock_category_tree()").getResultList();
        }
        Category category = lock(categoryId);
        versionCheck.accept(category.version());
        category.change(change, clock.instant());
        write();
        return category;
    }

    /** @throws Problem.Conflict {@code category_in_use} */
    @Transactional
    void remove(UUID categoryId, IntConsumer versionCheck) {
        Category category = lock(categoryId);
        versionCheck.accept(category.version());
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

    /** Who moves it has locked the tree before: the database does so too, but while it holds a row that others wait for. */
    private Category lock(UUID categoryId) {
        List<?> found = getEntityManager()
                .createNativeQuery("select * from catalog.categories where id = ?1 for no key update", Category.class)
                .setParameter(1, categoryId).getResultList();
        return found.stream().map(Category.class::cast).findFirst().orElseThrow(() -> new Problem.NotFound("Category"));
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
                throw new Problem.Conflict("category_cycle", "A category cannot lie below itself");
            }
            if (Constraints.violated(failure, "categories_depth")) {
                throw new Problem.Conflict("category_too_deep", "Categories lie at most 20 deep");
            }
            throw failure;
        }
        changed.fire(new CategoriesChanged());
    }
}
