package dev.tradepost.platform.database;

import java.time.Duration;

/**
 * How long the rows of a table are kept. A feature produces a bean for each of its tables, so that {@link RetentionScheduler} finds them all.
 *
 * @param table with its schema
 * @param key the columns of its primary key, separated by commas
 * @param expired SQL condition, with one question mark for the time before which rows have expired
 * @param age how long a row is kept
 */
public record Retention(String table, String key, String expired, Duration age) {

    /** @return deletes at most as many rows as the second question mark says */
    String delete() {
        return "delete from %1$s where (%2$s) in (select %2$s from %1$s where %3$s limit ?)".formatted(table, key,
                expired);
    }
}
