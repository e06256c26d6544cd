package dev.tradepost.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SlowStatementsTest {

    private static final Formatter FORMAT = new PatternFormatter("%s");
    private static final String SECRET = "what-nobody-may-read-in-a-log";

    @Inject
    Sql sql;

    @Inject
    EntityManager entities;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(FORMAT.format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(listener);
    }

    @Test
    void a_slow_statement_is_told_with_its_text_and_duration_and_without_its_values() {
        sql.query("select pg_sleep(1.1), cast(? as text) as plain", row -> row.getString(2), SECRET);
        assertThat(told("as plain")).matches("(?s).*\\d{4} ms.*");
        QuarkusTransaction.requiringNew().run(() -> entities
                .createNativeQuery("select pg_sleep(1.1), cast(:secret as text) as mapped")
                .setParameter("secret", SECRET).getResultList());
        assertThat(told("as mapped")).matches("(?s).*\\d{4}.*");
        assertThat(lines).noneMatch(line -> line.contains(SECRET));
    }

    @Test
    void a_quick_one_is_not() {
        sql.query("select 1 as quick", row -> row.getInt(1));
        assertThat(lines).noneMatch(line -> line.contains("as quick"));
    }

    private String told(String part) {
        return lines.stream().filter(line -> line.contains(part)).findFirst().orElseThrow();
    }
}
