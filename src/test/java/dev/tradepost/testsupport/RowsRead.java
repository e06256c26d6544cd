package dev.tradepost.testsupport;

import java.util.List;

import dev.tradepost.platform.database.Queries;

/** What PostgreSQL has looked at to answer, which is more than what it answers where it has chosen a bad way. */
public final class RowsRead {

    private RowsRead() {}

    /** How many rows of the table the caller's transaction reads for it. */
    public static long of(String table, Queries queries, Runnable statement) {
        long before = soFar(table, queries);
        statement.run();
        return soFar(table, queries) - before;
    }

    private static long soFar(String table, Queries queries) {
        return queries.all(new Queries.Statement("""
                select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables
                 where relid = to_regclass(?)""", List.of(table), false), row -> row.getLong(1)).getFirst();
    }
}
