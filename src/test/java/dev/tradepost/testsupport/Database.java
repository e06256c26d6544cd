package dev.tradepost.testsupport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The tests' own way into PostgreSQL, past the application. */
public final class Database {

    private static final String URL = "jdbc:postgresql://%s:%s/%s".formatted(env("DB_HOST", "127.0.0.1"),
            env("DB_PORT", "21432"), env("DB_NAME", Lane.DATABASE));

    private Database() {}

    public static Connection open() throws SQLException {
        return DriverManager.getConnection(URL, env("DB_USER", "tradepost"), env("DB_PASSWORD", "tradepost"));
    }

    /** The first column of every row. */
    public static <T> List<T> query(Class<T> type, String sql, Object... values) {
        try (Connection connection = open(); PreparedStatement statement = prepared(connection, sql, values)) {
            ResultSet rows = statement.executeQuery();
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(rows.getObject(1, type));
            }
            return result;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    public static long count(String sql, Object... values) {
        return query(Long.class, sql, values).getFirst();
    }

    public static int update(String sql, Object... values) {
        try (Connection connection = open(); PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /**
     * P1 as SQL: products whose stock is not what the ledger and the reservations say. Empty at any quiet point.
     */
    public static List<String> stockDiscrepancies() {
        return query(String.class, """
                select i.product_id || ': ' || i.quantity || '/' || i.reserved_quantity
                  from catalog.inventory i
                 where i.quantity <> (select coalesce(sum(a.delta), 0) from catalog.inventory_adjustments a
                                       where a.product_id = i.product_id)
                                   - (select coalesce(sum(r.quantity), 0) from catalog.reservations r
                                       where r.product_id = i.product_id and r.status = 'COMMITTED')
                    or i.reserved_quantity <> (select coalesce(sum(r.quantity), 0) from catalog.reservations r
                                                where r.product_id = i.product_id and r.status = 'OPEN')""");
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
