package dev.tradepost.platform.deadletter;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.deadletter.DeadLetterResource.DeadLetter;
import dev.tradepost.platform.deadletter.DeadLetterResource.DeadLetterFilter;
import dev.tradepost.platform.deadletter.DeadLetterResource.DeadLetterPage;
import dev.tradepost.platform.http.Pagination;

/** Pages through the table of dead letters. */
@ApplicationScoped
class DeadLetterList {

    private static final int SHOWN_BYTES = 8_000;
    private static final String COLUMNS = """
            select id, queue, message_id, type, subject, died_at, tries, reason, substr(body, 1, %d) as beginning,
                   coalesce(settled_as, 'OPEN') as status, settled_at, settled_by""".formatted(SHOWN_BYTES);

    private final Sql sql;

    DeadLetterList(Sql sql) {
        this.sql = sql;
    }

    DeadLetterPage page(@Nullable String queue, DeadLetterFilter shown, PageRequest page) {
        List<Object> values = new ArrayList<>();
        StringBuilder from = new StringBuilder(" from platform.dead_letters where ").append(switch (shown) {
            case OPEN -> "settled_at is null";
            case ALL -> "true";
            case REDRIVEN, DISCARDED -> "settled_as = '" + shown.name() + "'";
        });
        if (queue != null) {
            from.append(" and queue = ?");
            values.add(queue);
        }
        long all = sql.query("select count(*)" + from, row -> row.getLong(1), values.toArray()).getFirst();
        values.add(page.limit());
        values.add(page.offset());
        return new DeadLetterPage(sql.query(COLUMNS + from + " order by died_at desc, id desc limit ? offset ?",
                DeadLetterList::letter, values.toArray()), Pagination.of(page, all));
    }

    private static DeadLetter letter(ResultSet row) throws SQLException {
        return new DeadLetter(row.getObject("id", UUID.class), row.getString("queue"), row.getString("message_id"),
                row.getString("type"), row.getString("subject"),
                Objects.requireNonNull(Sql.instant(row, "died_at")), row.getInt("tries"), row.getString("reason"),
                new String(row.getBytes("beginning"), StandardCharsets.UTF_8), row.getString("status"),
                Sql.instant(row, "settled_at"), row.getObject("settled_by", UUID.class));
    }
}
