import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.postgresql.PGConnection;

/** A benchmark database on the development server. */
record Database(String name) {

    static final String HOST = "127.0.0.1";
    static final int PORT = Servers.port(432);
    static final String USER = "tradepost";
    static final String PASSWORD = "tradepost";

    /** Creates an empty one, after dropping one of the same name. */
    static Database create(String name) throws SQLException {
        new Database("postgres").execute("drop database if exists " + name + " with (force)", "create database " + name);
        return new Database(name);
    }

    /** Creates a copy. */
    static Database create(String name, Database template) throws SQLException {
        new Database("postgres").execute("drop database if exists " + name + " with (force)",
                "create database " + name + " template " + template.name);
        return new Database(name);
    }

    void drop() throws SQLException {
        new Database("postgres").execute("drop database if exists " + name + " with (force)");
    }

    Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(Map.of("user", USER, "password", PASSWORD, "ApplicationName", "bench"));
        return DriverManager.getConnection("jdbc:postgresql://" + HOST + ":" + PORT + "/" + name, properties);
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column. */
    List<String> texts(String query) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false); // else all rows are held at once
            statement.setFetchSize(10_000);
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        }
    }

    long number(String query) throws SQLException {
        return Long.parseLong(texts(query).getFirst());
    }

    void copyOut(String what, Path file) throws SQLException, IOException {
        try (Connection connection = connect(); OutputStream out = Files.newOutputStream(file)) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut("copy " + what + " to stdout", out);
        }
    }

    /** @param with the options of COPY in brackets, or nothing */
    static void copyIn(Connection connection, String table, String with, InputStream in) throws SQLException, IOException {
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + table + " from stdin " + with, in, 1 << 16);
    }

    void copyIn(String table, String with, Path file) throws SQLException, IOException {
        try (Connection connection = connect(); InputStream in = Files.newInputStream(file)) {
            copyIn(connection, table, with, in);
        }
    }
}
