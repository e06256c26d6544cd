package dev.tradepost.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** One statement with its values, past Hibernate. */
public final class Sql {

    private Sql() {}

    /** Makes something of a row. */
    @FunctionalInterface
    public interface RowMapper<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** @return how many rows it has touched */
    public static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    public static <T> List<T> query(Connection connection, RowMapper<T> reading, String sql, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            return rows(statement, reading);
        }
    }

    static <T> List<T> rows(PreparedStatement statement, RowMapper<T> reading) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(reading.of(rows));
            }
            return result;
        }
    }

    /** A column of a statement that is about many things at once: a value of each of them, in their order. */
    public static <T> UUID[] uuids(Collection<T> of, Function<T, UUID> value) {
        return of.stream().map(value).toArray(UUID[]::new);
    }

    /** {@link #uuids} of text. */
    public static <T> String[] texts(Collection<T> of, Function<T, @Nullable String> value) {
        return of.stream().map(value).toArray(String[]::new);
    }

    /** A {@code timestamptz}; null where there is none. */
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    /** Whether another try may succeed: lost connections, deadlocks, time-outs of locks, and rows that somebody else made first. */
    public static boolean isTransient(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && sql.getSQLState() != null
                    && sql.getSQLState().matches("08.*|40.*|53.*|57.*|55P03|23503|23505")) {
                return true;
            }
        }
        return false;
    }

    static PreparedStatement prepared(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, switch (values[i]) {
                case Instant time -> time.atOffset(ZoneOffset.UTC);
                case UUID[] ids -> connection.createArrayOf("uuid", ids);
                case String[] texts -> connection.createArrayOf("text", texts);
                case null -> null;
                case Object value -> value;
            });
        }
        return statement;
    }
}
