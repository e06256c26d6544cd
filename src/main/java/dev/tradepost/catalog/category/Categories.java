package dev.tradepost.catalog.category;

import java.time.Clock;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.database.Constraints;

/** The door to this feature for its siblings. */
@ApplicationScoped
public class Categories implements PanacheRepositoryBase<Category, UUID> {

    private final Clock clock;

    Categories(Clock clock) {
        this.clock = clock;
    }

    public CategoryPaths paths() {
        return new CategoryPaths(listAll().stream()
                .map(c -> new CategoryPaths.Row(c.view().id(), c.view().parentId(), c.view().name(), c.view().slug()))
                .toList());
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

    @Transactional
    Category add(String name, String slug, @Nullable UUID parentId, @Nullable String description) {
        if (parentId != null && !exists(parentId)) {
            throw Problem.Invalid.field("/parentId", "not_found", "is not a category");
        }
        Category category = new Category(name, slug, parentId, description, clock.instant());
        try {
            persistAndFlush(category);
        } catch (PersistenceException failure) {
            if (Constraints.violated(failure, "categories_slug_key")) {
                throw new Problem.Conflict("slug_taken", "Another category has this slug");
            }
            throw failure;
        }
        return category;
    }

    /** Every category with the number of active products that lie in it directly, parents not necessarily first. */
    @Transactional
    @SuppressWarnings("unchecked")
    List<Tuple> withProductCounts() {
        return getEntityManager().createNativeQuery("""
                select c.id, c.name, c.slug, c.parent_id, c.description, count(p.id) as products
                  from catalog.categories c
                  left join catalog.products p on p.category_id = c.id and p.is_active
                 group by c.id
                 order by c.name, c.id""", Tuple.class).getResultList();
    }
}
