package dev.tradepost.catalog.product;

import java.sql.Timestamp;
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

/** At start and every hour, on one instance: learns what sells, and has that and the category tree ready before anybody asks. */
@ApplicationScoped
class CacheWarmer {

    private static final Logger LOG = Logger.getLogger(CacheWarmer.class);

    private static final int POPULAR = 100;
    private static final Duration LIFETIME = Duration.ofHours(2);
    /** Rows of an indexed column that one statement writes. */
    private static final int BATCH = 1_000;
    /** Longer than any transaction that a sale is part of: what was written later may have been committed earlier. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    /** Copies the popularity of the next few products that were sold since, and says where to go on. */
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
            categories.warm();
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
        Progress place = new Progress(copiedUntil.minus(OVERLAP), Ids.FIRST);
        Progress reached = place;
        while (place != null) {
            reached = place;
            place = copyAfter(place);
        }
        copiedUntil = reached.soldAt();
    }

    private record Progress(Instant soldAt, UUID productId) {}

    private @Nullable Progress copyAfter(Progress place) {
        return sql
                .query(COPY, row -> new Progress(row.getTimestamp(1).toInstant(), row.getObject(2, UUID.class)),
                        Timestamp.from(place.soldAt()), place.productId(), BATCH)
                .stream().findFirst().orElse(null);
    }
}
