package dev.tradepost.catalog.product;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.catalog.category.Categories;
import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.database.Leases;
import dev.tradepost.platform.database.Sql;

/** Hourly and at start, on one instance: copies sales into the popularity of products, then caches the category tree and what sells best. */
@ApplicationScoped
class CacheWarmer {

    private static final Logger LOG = Logger.getLogger(CacheWarmer.class);

    private static final int POPULAR = 100;
    private static final Duration LIFETIME = Duration.ofHours(2);
    /** Limits the rows that one statement updates: the column is indexed. */
    private static final int BATCH = 1_000;
    /** Longer than any transaction with a sale: a row may be committed later than a row with a newer time. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    /** Copies the popularity of the next products that were sold, and returns the last of them. */
    private static final String COPY = """
            with sold as (
                select product_id, popularity, updated_at from catalog.product_sales
                 where (updated_at, product_id) > (?, ?) order by updated_at, product_id limit ?),
            copied as (
                update catalog.products p set popularity = sold.popularity
                  from sold where p.id = sold.product_id and p.popularity <> sold.popularity)
            select updated_at, product_id from sold order by updated_at desc, product_id desc limit 1""";

    private final Sql sql;
    private final Leases leases;
    private final ProductPages pages;
    private final Categories categories;
    private volatile Instant copiedUntil = Instant.EPOCH;

    CacheWarmer(Sql sql, Leases leases, ProductPages pages, Categories categories) {
        this.sql = sql;
        this.leases = leases;
        this.pages = pages;
        this.categories = categories;
    }

    @Scheduled(every = "${tradepost.catalog.warming-every:1h}", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void warm() {
        boolean done = leases.runExclusively("catalog.warming", () -> {
            copyPopularity();
            categories.warmCache();
            List<UUID> popular = popular();
            popular.forEach(id -> pages.warm(id, LIFETIME));
            LOG.debugf("Warmed the category tree and %d products", popular.size());
        });
        if (!done) {
            LOG.debug("Another instance is warming");
        }
    }

    private List<UUID> popular() {
        return sql.query("select id from catalog.products where is_active order by popularity desc, id desc limit ?",
                row -> row.getObject(1, UUID.class), POPULAR);
    }

    private void copyPopularity() {
        SalesPosition next = new SalesPosition(copiedUntil.minus(OVERLAP), Ids.FIRST);
        SalesPosition reached = next;
        while (next != null) {
            reached = next;
            next = copyAfter(next);
        }
        copiedUntil = reached.soldAt();
    }

    private record SalesPosition(Instant soldAt, UUID productId) {}

    private @Nullable SalesPosition copyAfter(SalesPosition position) {
        return sql.query(COPY, row -> new SalesPosition(row.getTimestamp(1).toInstant(), row.getObject(2, UUID.class)),
                position.soldAt(), position.productId(), BATCH).stream().findFirst().orElse(null);
    }
}
