package dev.tradepost.catalog.category;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import dev.tradepost.catalog.category.CategoryDetail.Child;
import dev.tradepost.catalog.category.CategoryPaths.Crumb;

/** Reads one category: the way up in one query, what lies below with its products in another. */
@ApplicationScoped
class CategoryReading {

    private static final String UPWARDS = """
            with recursive up as (
                select c.id, c.name, c.slug, c.parent_id, c.description, c.version, 0 as steps
                  from catalog.categories c where %s
                 union all
                select c.id, c.name, c.slug, c.parent_id, c.description, c.version, up.steps + 1
                  from catalog.categories c join up on c.id = up.parent_id)
            select * from up order by steps desc""";
    /** Every product below counts for the child that it lies in or below; those of the category itself for itself. */
    private static final String DOWNWARDS = """
            with recursive below as (
                select c.id, c.id as branch from catalog.categories c where c.id = ?1 or c.parent_id = ?1
                 union all
                select c.id, below.branch
                  from catalog.categories c join below on c.parent_id = below.id and below.id <> ?1)
            select c.id, c.name, c.slug, counted.products
              from (select below.branch, count(p.id) as products
                      from below left join catalog.products p on p.category_id = below.id and p.is_active
                     group by below.branch) counted
              join catalog.categories c on c.id = counted.branch
             order by c.name, c.id""";

    private final EntityManager entities;

    CategoryReading(EntityManager entities) {
        this.entities = entities;
    }

    record ReadCategory(CategoryDetail detail, int version) {}

    /** @param idOrSlug in upper or lower case */
    @Transactional
    Optional<ReadCategory> read(String idOrSlug) {
        List<Tuple> way = way(idOrSlug);
        return way.isEmpty() ? Optional.empty() : Optional.of(read(way));
    }

    @SuppressWarnings("unchecked")
    private List<Tuple> way(String idOrSlug) {
        UUID id = Slug.asId(idOrSlug);
        if (id != null) {
            return entities.createNativeQuery(UPWARDS.formatted("c.id = ?1"), Tuple.class).setParameter(1, id)
                    .getResultList();
        }
        String slug = idOrSlug.toLowerCase(Locale.ROOT);
        return Slug.isValid(slug)
                ? entities.createNativeQuery(UPWARDS.formatted("c.slug = ?1"), Tuple.class).setParameter(1, slug)
                        .getResultList()
                : List.of();
    }

    @SuppressWarnings("unchecked")
    private ReadCategory read(List<Tuple> way) {
        Tuple itself = way.getLast();
        UUID id = itself.get("id", UUID.class);
        List<Tuple> rows = entities.createNativeQuery(DOWNWARDS, Tuple.class).setParameter(1, id).getResultList();
        List<Child> branches = rows.stream().map(CategoryReading::child).toList();
        CategoryDetail detail = new CategoryDetail(id, itself.get("name", String.class),
                itself.get("slug", String.class), itself.get("parent_id", UUID.class),
                itself.get("description", String.class), branches.stream().mapToLong(Child::productCount).sum(),
                way.stream().map(CategoryReading::crumb).toList(),
                branches.stream().filter(branch -> !branch.id().equals(id)).toList());
        return new ReadCategory(detail, Objects.requireNonNull(itself.get("version", Integer.class)));
    }

    private static Child child(Tuple row) {
        return new Child(row.get("id", UUID.class), row.get("name", String.class), row.get("slug", String.class),
                row.get("products", Number.class).longValue());
    }

    private static Crumb crumb(Tuple row) {
        return new Crumb(row.get("id", UUID.class), row.get("name", String.class), row.get("slug", String.class));
    }
}
