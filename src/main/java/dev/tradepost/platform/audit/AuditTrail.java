package dev.tradepost.platform.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.agroal.api.AgroalDataSource;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.kernel.Pagination;
import dev.tradepost.platform.audit.AuditResource.AuditEntry;
import dev.tradepost.platform.audit.AuditResource.AuditPage;
import dev.tradepost.platform.audit.AuditResource.Filter;
import dev.tradepost.platform.json.Json;

/** Reads what {@link Audit} has written. */
@ApplicationScoped
class AuditTrail {

    private final AgroalDataSource database;
    private final Json json;

    AuditTrail(AgroalDataSource database, Json json) {
        this.database = database;
        this.json = json;
    }

    AuditPage read(Filter filter, PageRequest page) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        List<Object> values = new ArrayList<>();
        action(filter.action(), conditions, values);
        where("actor_id = ?", filter.actorId(), conditions, values);
        where("subject_id = ?", filter.subjectId(), conditions, values);
        where("address = ?", filter.address(), conditions, values);
        where("request_id = ?", filter.requestId(), conditions, values);
        where("occurred_at >= ?", timestamp(filter.from()), conditions, values);
        where("occurred_at < ?", timestamp(filter.to()), conditions, values);
        String from = " from platform.audit_events where " + String.join(" and ", conditions);
        try (Connection connection = database.getConnection()) {
            long total = count(connection, "select count(*)" + from, values);
            values.add(page.limit());
            values.add(page.offset());
            return new AuditPage(entries(connection, "select *" + from + " order by id desc limit ? offset ?", values),
                    Pagination.of(page, total));
        } catch (SQLException failure) {
            throw new IllegalStateException("the audit trail cannot be read", failure);
        }
    }

    List<AuditEntry> of(UUID userId, int most) {
        try (Connection connection = database.getConnection()) {
            return entries(connection, """
                    select * from platform.audit_events where actor_id = ? or subject_id = ?
                     order by id desc limit ?""", List.of(userId, userId.toString(), most));
        } catch (SQLException failure) {
            throw new IllegalStateException("the audit trail cannot be read", failure);
        }
    }

    private static void action(@Nullable String action, List<String> conditions, List<Object> values) {
        if (action != null && action.endsWith("*")) {
            where("starts_with(action, ?)", action.substring(0, action.length() - 1), conditions, values);
        } else {
            where("action = ?", action, conditions, values);
        }
    }

    private static void where(String condition, @Nullable Object value, List<String> conditions, List<Object> values) {
        if (value != null) {
            conditions.add(condition);
            values.add(value);
        }
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }

    private static long count(Connection connection, String sql, List<Object> values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private List<AuditEntry> entries(Connection connection, String sql, List<Object> values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<AuditEntry> entries = new ArrayList<>();
            while (rows.next()) {
                entries.add(new AuditEntry(rows.getObject("id", UUID.class),
                        rows.getTimestamp("occurred_at").toInstant(), rows.getString("action"),
                        rows.getObject("actor_id", UUID.class), rows.getString("actor_role"),
                        rows.getString("subject_type"), rows.getString("subject_id"), rows.getString("address"),
                        rows.getString("request_id"), rows.getString("trace_id"),
                        json.readMap(rows.getString("details"))));
            }
            return entries;
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, List<Object> values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        return statement;
    }
}
