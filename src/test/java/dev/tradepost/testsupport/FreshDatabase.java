package dev.tradepost.testsupport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Empties the lane's database before anything runs in it: what an earlier run has left, or one that was killed, fails no test. Only where the
 * build names a lane; the tests that dev mode runs again and again keep their application and so its database.
 */
public final class FreshDatabase implements LauncherSessionListener {

    /** Once in each process, whichever class loader this class comes from: there are several, and one application at a time. */
    private static final String EMPTIED = "test.lane.emptied";

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (System.getProperty("test.lane") == null || System.getenv("DB_NAME") != null
                || System.setProperty(EMPTIED, "true") != null) {
            return;
        }
        try (Connection server = DriverManager.getConnection(Database.url("postgres"), Database.USER,
                Database.PASSWORD); Statement statement = server.createStatement()) {
            statement.execute("drop database if exists " + Lane.DATABASE + " with (force)");
            statement.execute("create database " + Lane.DATABASE);
        } catch (SQLException failure) {
            throw new IllegalStateException("no empty database " + Lane.DATABASE, failure);
        }
    }
}
