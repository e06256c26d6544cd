package dev.tradepost.platform.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.platform.audit.AuditResource.AuditEntry;
import dev.tradepost.platform.audit.AuditResource.AuditPage;
import dev.tradepost.platform.audit.AuditResource.Filter;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.http.Pagination;
import dev.tradepost.platform.json.Json;

/** Reads the events that {@link Audit} has written. */
@ApplicationScoped
class AuditTrail {

    private final Sql sql;
    private final Json json;

    AuditTrail(Sql sql, Json json) {
        this.sql = sql;
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
        where("occurred_at >= ?", filter.from(), conditions, values);
        where("occurred_at < ?", filter.to(), conditions, values);
        String from = " from platform.audit_events where " + String.join(" and ", conditions);
        long total = sql.query("select count(*)" + from, row -> row.getLong(1), values.toArray()).getFirst();
        values.add(page.limit());
        values.add(page.offset());
        return new AuditPage(sql.query("select *" + from + " order by id desc limit ? offset ?", this::entry,
                values.toArray()), Pagination.of(page, total));
    }

    List<AuditEntry> of(UUID userId, int most) {
        return sql.query("""
                select * from platform.audit_events where actor_id = ? or subject_id = ?
                 order by id desc limit ?""", this::entry, userId, userId.toString(), most);
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

    private AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(row.getObject("id", UUID.class), Objects.requireNonNull(Sql.instant(row, "occurred_at")),
                row.getString("action"), row.getObject("actor_id", UUID.class), row.getString("actor_role"),
                row.getString("subject_type"), row.getString("subject_id"), row.getString("address"),
                row.getString("request_id"), row.getString("trace_id"), json.readMap(row.getString("details")));
    }
}
