package dev.tradepost.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** A PostgreSQL server that belongs to one test, which may kill it. Needs {@link Tool#POSTGRES}. */
public final class PostgresServer {

    /** The name of the user and of the database. */
    public static final String NAME = "tradepost";
    private static final String ADMINISTRATION = "postgres";
    /** PostgreSQL refuses to run as root. */
    private static final List<String> AS_POSTGRES = System.getProperty("user.name").equals("root")
            ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--")
            : List.of();

    private final Path data;
    private final int port;
    private final Process process;

    private PostgresServer(Path data, int port, Process process) {
        this.data = data;
        this.port = port;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** With an empty database {@code tradepost}. Every commit waits for the standby, once there is one. */
    public static PostgresServer primary() throws Exception {
        Path data = directory();
        run("initdb", "--no-sync", "-A", "trust", "-U", NAME, "-E", "UTF8", "--locale=C.UTF-8", "-D", data.toString());
        PostgresServer primary = start(data, Instance.freePort());
        primary.update("create database " + NAME);
        return primary;
    }

    /** A copy that follows this server. From now on, what is committed here is there too. */
    public PostgresServer standby() throws Exception {
        Path copy = directory();
        run("pg_basebackup", "-h", "127.0.0.1", "-p", Integer.toString(port), "-U", NAME, "-D", copy.toString(), "-R",
                "--checkpoint=fast", "--no-sync");
        PostgresServer standby = start(copy, Instance.freePort());
        update("alter system set synchronous_standby_names = '*'");
        update("select pg_reload_conf()");
        Eventually.holds(() -> assertThat(query(ADMINISTRATION, "select sync_state from pg_stat_replication"))
                .isEqualTo("sync"));
        return standby;
    }

    private static PostgresServer start(Path data, int port) throws IOException {
        List<String> command = new ArrayList<>(AS_POSTGRES);
        command.addAll(List.of(Tool.POSTGRES.path(), "-D", data.toString(), "-c", "port=" + port, "-c",
                "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=100"));
        PostgresServer server = new PostgresServer(data, port, new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(Path.of("target", "postgres-" + port + ".log").toFile())
                .directory(data.toFile().getParentFile()).start());
        Eventually.holds(() -> assertThat(server.query(ADMINISTRATION, "select 1")).isEqualTo("1"));
        return server;
    }

    private static Path directory() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("tradepost-postgres");
        if (!AS_POSTGRES.isEmpty()) {
            run(List.of("chown", "postgres", directory.toString()));
        }
        return directory;
    }

    private static void run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(AS_POSTGRES);
        command.add(Path.of(Tool.POSTGRES.path()).resolveSibling(program).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process running = new ProcessBuilder(command).directory(Path.of("/").toFile()).redirectErrorStream(true)
                .start();
        String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(running.waitFor()).as(output).isZero();
    }

    public int port() {
        return port;
    }

    /** SIGKILL of the server and, by the end of their shared memory, of everything that belongs to it. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    /** The standby takes writes from now on. */
    public void promote() {
        assertThat(query(ADMINISTRATION, "select pg_promote()")).isEqualTo("t");
    }

    /** The first column of the first row. */
    public @Nullable String query(String sql) {
        return query(NAME, sql);
    }

    private @Nullable String query(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private void update(String sql) {
        try (Connection connection = connect(ADMINISTRATION);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:%d/%s?user=%s".formatted(port, database, NAME));
    }

    public void delete() throws IOException, InterruptedException {
        kill();
        run(List.of("rm", "-rf", data.toString()));
    }
}
