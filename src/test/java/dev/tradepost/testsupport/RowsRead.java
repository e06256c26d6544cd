package dev.tradepost.testsupport;

import dev.tradepost.platform.database.Sql;

/** What PostgreSQL has looked at to answer, which is more than what it answers where it has chosen a bad way. */
public final class RowsRead {

    private RowsRead() {}

    /** How many rows of the table the caller's transaction reads for it. */
    public static long of(String table, Sql sql, Runnable statement) {
        long before = soFar(table, sql);
        statement.run();
        return soFar(table, sql) - before;
    }

    private static long soFar(String table, Sql sql) {
        return sql.query("""
                select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables
                 where relid = to_regclass(?)""", row -> row.getLong(1), table).getFirst();
    }
}
