package dev.tradepost.order.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

import io.agroal.api.AgroalDataSource;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;

/** Lets the connection of a transaction that places several orders die when the database has committed, and before it has said so. */
@ApplicationScoped
public class LostCommits {

    private static final Object PLACED = new Object();

    private final AgroalDataSource database;
    private final TransactionSynchronizationRegistry transactions;
    private final AtomicInteger wanted = new AtomicInteger();

    LostCommits(AgroalDataSource database, TransactionSynchronizationRegistry transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    public void loseOne() {
        wanted.set(1);
    }

    public boolean hasLost() {
        return wanted.get() == 0;
    }

    public void reset() {
        wanted.set(0);
    }

    void placed(@Observes OrderTransitioned step) {
        if (step.from() != null || wanted.get() == 0) {
            return;
        }
        if (transactions.getResource(PLACED) == null) {
            transactions.putResource(PLACED, true);
        } else if (wanted.getAndSet(0) == 1) {
            transactions.registerInterposedSynchronization(new Synchronization() { // after those that still write
                @Override
                public void beforeCompletion() {
                    commitAndDie();
                }

                @Override
                public void afterCompletion(int status) {
                    assertThat(status).isNotEqualTo(Status.STATUS_COMMITTED);
                }
            });
        }
    }

    private void commitAndDie() {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("commit");
            int session;
            try (ResultSet row = statement.executeQuery("select pg_backend_pid()")) { // the driver has to commit this
                row.next();
                session = row.getInt(1);
            }
            Database.query(Boolean.class, "select pg_terminate_backend(?)", session);
            Eventually.holds(() -> assertThat(
                    Database.count("select count(*) from pg_stat_activity where pid = ?", session)).isZero());
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
