package dev.tradepost.catalog.category;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;

import dev.tradepost.catalog.category.CategoryDetail.Child;
import dev.tradepost.catalog.category.CategoryPaths.CategoryRow;
import dev.tradepost.catalog.category.CategoryPaths.Crumb;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.json.UuidText;

/** Reads the tree, its paths, or one category with its surroundings from the database. */
@ApplicationScoped
class CategoryReader {

    private static final String PATHS = "select id, parent_id, name, slug from catalog.categories";
    private static final String TREE = """
            select c.id, c.name, c.slug, c.parent_id, c.description, coalesce(p.products, 0) as products
              from catalog.categories c
              left join (select category_id, count(*) as products
                           from catalog.products where is_active group by category_id) p on p.category_id = c.id
             order by c.name, c.id""";
    /** From the top of the tree down to the category. */
    private static final String ANCESTORS = """
            with recursive up as (
                select c.id, c.name, c.slug, c.parent_id, c.description, c.version, 0 as steps
                  from catalog.categories c where %s
                 union all
                select c.id, c.name, c.slug, c.parent_id, c.description, c.version, up.steps + 1
                  from catalog.categories c join up on c.id = up.parent_id)
            select * from up order by steps desc""";
    /** A product counts for the child that it is in or below; a product of the category itself counts for the category. */
    private static final String BRANCHES = """
            with recursive below as (
                select c.id, c.id as branch from catalog.categories c, (select cast(? as uuid)) as top (id)
                 where c.id = top.id or c.parent_id = top.id
                 union all
                select c.id, below.branch
                  from catalog.categories c join below on c.parent_id = below.id and below.id <> ?)
            select c.id, c.name, c.slug, counted.products
              from (select below.branch, count(p.id) as products
                      from below left join catalog.products p on p.category_id = below.id and p.is_active
                     group by below.branch) counted
              join catalog.categories c on c.id = counted.branch
             order by c.name, c.id""";

    private final Sql sql;

    CategoryReader(Sql sql) {
        this.sql = sql;
    }

    record VersionedCategory(CategoryDetail detail, int version) {}

    private record Ancestor(Crumb crumb, @Nullable UUID parentId, @Nullable String description, int version) {}

    CategoryPaths paths() {
        return new CategoryPaths(sql.query(PATHS, row -> new CategoryRow(row.getObject("id", UUID.class),
                row.getObject("parent_id", UUID.class), row.getString("name"), row.getString("slug"))));
    }

    CategoryTree tree() {
        return CategoryTree.of(sql.query(TREE, row -> new CategoryTree.Node(row.getObject("id", UUID.class),
                row.getString("name"), row.getString("slug"), row.getObject("parent_id", UUID.class),
                row.getString("description"), row.getLong("products"), List.of())));
    }

    /** @param idOrSlug in upper or lower case */
    @Transactional
    Optional<VersionedCategory> read(String idOrSlug) {
        List<Ancestor> path = path(idOrSlug);
        return path.isEmpty() ? Optional.empty() : Optional.of(read(path));
    }

    private List<Ancestor> path(String idOrSlug) {
        UUID id = UuidText.parse(idOrSlug);
        if (id != null) {
            return sql.query(ANCESTORS.formatted("c.id = ?"), CategoryReader::ancestor, id);
        }
        String slug = idOrSlug.toLowerCase(Locale.ROOT);
        return Slug.isValid(slug)
                ? sql.query(ANCESTORS.formatted("c.slug = ?"), CategoryReader::ancestor, slug)
                : List.of();
    }

    private VersionedCategory read(List<Ancestor> path) {
        Ancestor category = path.getLast();
        UUID id = category.crumb().id();
        List<Child> branches = sql.query(BRANCHES, row -> new Child(row.getObject("id", UUID.class),
                row.getString("name"), row.getString("slug"), row.getLong("products")), id, id);
        CategoryDetail detail = new CategoryDetail(id, category.crumb().name(), category.crumb().slug(),
                category.parentId(), category.description(), branches.stream().mapToLong(Child::productCount).sum(),
                path.stream().map(Ancestor::crumb).toList(),
                branches.stream().filter(branch -> !branch.id().equals(id)).toList());
        return new VersionedCategory(detail, category.version());
    }

    private static Ancestor ancestor(ResultSet row) throws SQLException {
        return new Ancestor(new Crumb(row.getObject("id", UUID.class), row.getString("name"), row.getString("slug")),
                row.getObject("parent_id", UUID.class), row.getString("description"), row.getInt("version"));
    }
}
