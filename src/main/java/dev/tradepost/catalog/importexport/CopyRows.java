package dev.tradepost.catalog.importexport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

import io.agroal.api.AgroalDataSource;

/** Rows of one table, sent by COPY in its text format (PostgreSQL documentation, COPY, "Text Format"). */
final class CopyRows {

    private final String sql;
    private final StringBuilder text = new StringBuilder();

    /** @param columns {@code table (column, …)} */
    CopyRows(String columns) {
        this.sql = "copy " + columns + " from stdin";
    }

    void add(@Nullable Object... values) {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                text.append('\t');
            }
            Object value = values[i];
            if (value == null) {
                text.append("\\N");
            } else {
                escape(value.toString());
            }
        }
        text.append('\n');
    }

    private void escape(String value) {
        int from = 0;
        for (int i = 0; i < value.length(); i++) {
            String escaped = switch (value.charAt(i)) {
                case '\\' -> "\\\\";
                case '\t' -> "\\t";
                case '\n' -> "\\n";
                case '\r' -> "\\r";
                default -> null;
            };
            if (escaped != null) {
                text.append(value, from, i).append(escaped);
                from = i + 1;
            }
        }
        text.append(value, from, value.length());
    }

    /** Sends the rows on the connection of the running transaction. */
    void send(AgroalDataSource database) {
        if (text.isEmpty()) {
            return;
        }
        try (Connection connection = database.getConnection();
                var bytes = new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8))) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, bytes);
        } catch (SQLException | IOException failure) {
            throw new IllegalStateException("A COPY failed", failure);
        }
    }
}
