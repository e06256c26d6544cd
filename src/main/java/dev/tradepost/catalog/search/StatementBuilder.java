package dev.tradepost.catalog.search;

import java.util.ArrayList;
import java.util.List;

import dev.tradepost.platform.database.Sql.Statement;

/** SQL and its values, added together. */
final class StatementBuilder {

    private final StringBuilder sql = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    StatementBuilder add(String more, Object... moreValues) {
        sql.append(more);
        values.addAll(List.of(moreValues));
        return this;
    }

    Statement build(boolean plannedEachTime) {
        return new Statement(sql.toString(), values, plannedEachTime);
    }
}
