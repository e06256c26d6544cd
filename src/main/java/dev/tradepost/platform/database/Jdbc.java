package dev.tradepost.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** One statement with its values, past Hibernate. */
public final class Jdbc {

    private Jdbc() {}

    /** @return how many rows it has touched */
    public static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    public static <T> List<T> query(Connection connection, Sql.RowMapper<T> reading, String sql,
            @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            return rows(statement, reading);
        }
    }

    static <T> List<T> rows(PreparedStatement statement, Sql.RowMapper<T> reading) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(reading.map(rows));
            }
            return result;
        }
    }

    static PreparedStatement prepared(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, switch (values[i]) {
                case Instant time -> time.atOffset(ZoneOffset.UTC);
                case UUID[] ids -> connection.createArrayOf("uuid", ids);
                case Sql.SqlArray array -> array.on(connection);
                case String[] texts -> connection.createArrayOf("text", texts);
                case null -> null;
                case Object value -> value;
            });
        }
        return statement;
    }
}
