package dev.tradepost.testsupport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** The tests' own way into PostgreSQL, past the application. */
public final class Database {

    static final String USER = env("DB_USER", "tradepost");
    static final String PASSWORD = env("DB_PASSWORD", "tradepost");

    private static @Nullable Connection kept;

    private Database() {}

    static String url(String database) {
        return "jdbc:postgresql://%s:%s/%s".formatted(env("DB_HOST", "127.0.0.1"),
                env("DB_PORT", Integer.toString(Servers.POSTGRESQL)), database);
    }

    /** A connection of the test's own, for what it does in several statements; to be closed. */
    public static Connection open() throws SQLException {
        return open(env("DB_NAME", Lane.DATABASE));
    }

    /** The same, to another database of the server. */
    public static Connection open(String database) throws SQLException {
        return DriverManager.getConnection(url(database), USER, PASSWORD);
    }

    /** The first column of every row. */
    public static <T> List<T> query(Class<T> type, String sql, Object... values) {
        return execute(sql, values, statement -> {
            ResultSet rows = statement.executeQuery();
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(rows.getObject(1, type));
            }
            return result;
        });
    }

    public static long count(String sql, Object... values) {
        return query(Long.class, sql, values).getFirst();
    }

    public static int update(String sql, Object... values) {
        return execute(sql, values, PreparedStatement::executeUpdate);
    }

    /** P1 as SQL: those of the products whose stock is not what their adjustments and reservations say; empty at any quiet point. */
    public static List<String> stockDiscrepancies(UUID... products) {
        return query(String.class, """
                select i.product_id || ': ' || i.quantity || '/' || i.reserved_quantity
                  from catalog.inventory i
                 where i.product_id = any (?)
                   and (i.quantity <> (select coalesce(sum(a.delta), 0) from catalog.inventory_adjustments a
                                        where a.product_id = i.product_id)
                                    - (select coalesce(sum(r.quantity), 0) from catalog.reservations r
                                        where r.product_id = i.product_id and r.status = 'COMMITTED')
                        or i.reserved_quantity <> (select coalesce(sum(r.quantity), 0) from catalog.reservations r
                                                    where r.product_id = i.product_id and r.status = 'OPEN'))""",
                (Object) products);
    }

    /** Tables of the schema that have the text in any of their columns, as it is or as its bytes. */
    public static List<String> tablesWith(String schema, String text) {
        return query(String.class,
                "select table_name from information_schema.tables where table_schema = ? and table_type = 'BASE TABLE'",
                schema)
                .stream()
                .filter(table -> count(
                        """
                        select count(*) from %s.%s as line
                         where strpos(line::text, ?) > 0 or strpos(line::text, encode(convert_to(?, 'UTF8'), 'hex')) > 0"""
                                .formatted(schema, table),
                        text, text) > 0)
                .toList();
    }

    private interface Execution<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** On one connection that is kept: to sign in costs PostgreSQL and the test more than most statements. */
    private static synchronized <T> T execute(String sql, Object[] values, Execution<T> execution) {
        try {
            if (kept == null || !kept.isValid(0)) {
                kept = open();
            }
            try (PreparedStatement statement = prepared(kept, sql, values)) {
                return execution.of(statement);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static String env(String name, String byDefault) {
        return System.getenv().getOrDefault(name, byDefault);
    }
}
