import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged application, started as in production on the development servers, with its own virtual host and Redis database.
 */
class Application implements AutoCloseable {

    static final Path TARGET = Path.of("target");
    static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final int REDIS_PORT = Servers.port(379);
    private static final int REDIS_DATABASE = 7;
    private static final String ADMIN = "admin@bench.example";
    private static final String ADMIN_PASSWORD = "Admin-Bench-Passw0rd!";

    final String root;
    final String api;
    private final Process process;
    private final Path log;

    private Application(int port, Process process, Path log) {
        root = "http://127.0.0.1:" + port;
        api = root + "/api/v1";
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param options for the JVM; a native executable uses only -Xmx and the like
     */
    static Application start(Database database, String name, Map<String, String> settings, String... options) throws Exception {
        forgetRedis();
        Application application = launch(database, name, settings, options);
        application.await();
        return application;
    }

    /** Starts it without waiting, and keeps the contents of Redis. */
    static Application launch(Database database, String name, Map<String, String> settings, String... options) throws IOException {
        return launch(database, name, settings, command(options));
    }

    /** The same with another build than the one in target. */
    static Application launch(Database database, String name, Map<String, String> settings, List<String> command) throws IOException {
        int port = settings.containsKey("PORT") ? Integer.parseInt(settings.get("PORT")) : freePort();
        Path log = TARGET.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment(database, port));
        builder.environment().putAll(settings);
        Application application = new Application(port, builder.start(), log);
        // Also if the benchmark fails.
        Runtime.getRuntime().addShutdownHook(new Thread(application.process::destroyForcibly));
        return application;
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path));
        return HTTP.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path)).header("Content-Type", "application/json");
        return HTTP.send((headers.length == 0 ? request : request.headers(headers)).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }

    /** @return an access token of the administrator's */
    String signIn() throws IOException, InterruptedException {
        HttpResponse<String> answer = post("/users/login", """
                {"email":"%s","password":"%s"}""".formatted(ADMIN, ADMIN_PASSWORD));
        return member(answer.body(), "token");
    }

    /** The first text, number or literal of that name in a JSON document. */
    static String member(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*(?:\"([^\"]*)\"|([^\",}\\]\\s]+))").matcher(json);
        if (!found.find()) {
            throw new IllegalStateException("no " + name + " in " + json.substring(0, Math.min(json.length(), 500)));
        }
        return found.group(1) == null ? found.group(2) : found.group(1);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    void await() throws Exception {
        for (int i = 0; i < 1_800; i++) {
            try {
                if (get("/categories").statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                if (!process.isAlive()) {
                    break;
                }
            }
            Thread.sleep(100); // between two looks: nothing tells that a port has opened
        }
        close();
        throw new IllegalStateException("the application does not start; see " + log);
    }

    private static List<String> command(String... options) throws IOException {
        Properties artifact = new Properties();
        try (InputStream file = Files.newInputStream(TARGET.resolve("quarkus-artifact.properties"))) {
            artifact.load(file);
        }
        String path = TARGET.resolve(artifact.getProperty("path")).toString();
        List<String> command = new ArrayList<>();
        if (artifact.getProperty("type").startsWith("native")) {
            command.add(path);
            command.addAll(List.of(options));
        } else {
            command.add(ProcessHandle.current().info().command().orElse("java"));
            command.addAll(Training.OPTIONS); // as in src/main/docker/Dockerfile.jvm
            command.addAll(List.of(options));
            command.addAll(List.of("-jar", path));
        }
        return command;
    }

    private static Map<String, String> environment(Database database, int port) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.ofEntries(Map.entry("DB_HOST", Database.HOST),
                Map.entry("DB_PORT", Integer.toString(Database.PORT)), Map.entry("DB_NAME", database.name()),
                Map.entry("DB_USER", Database.USER), Map.entry("DB_PASSWORD", Database.PASSWORD),
                Map.entry("MIGRATE_AT_START", "true"), Map.entry("SHUTDOWN_DELAY", "0s"),
                Map.entry("REDIS_URL", "redis://127.0.0.1:" + REDIS_PORT + "/" + REDIS_DATABASE),
                Map.entry("RABBITMQ_HOST", "127.0.0.1"), Map.entry("RABBITMQ_PORT", Integer.toString(Servers.port(672))),
                Map.entry("RABBITMQ_USER", "tradepost"), Map.entry("RABBITMQ_PASSWORD", "tradepost"),
                Map.entry("RABBITMQ_VHOST", "tradepost-bench"), Map.entry("SMTP_HOST", "127.0.0.1"),
                Map.entry("SMTP_PORT", Integer.toString(Servers.port(25))), Map.entry("SMTP_TLS_REQUIRED", "false"),
                Map.entry("JWT_SECRET", "a-secret-of-this-benchmark-and-no-other"),
                Map.entry("JWT_REFRESH_SECRET", "another-secret-of-this-benchmark-only"),
                Map.entry("ENCRYPTION_KEY", "be".repeat(32)), Map.entry("PAYMENT_GATEWAY", "simulated")));
        environment.putAll(Map.of("ADMIN_EMAIL", ADMIN, "ADMIN_PASSWORD", ADMIN_PASSWORD, "RATE_LIMIT_MAX", "1000000000",
                "TRUSTED_PROXIES", "127.0.0.1/32", "PUBLIC_URL", "https://shop.example", "PORT", Integer.toString(port),
                "MANAGEMENT_PORT", Integer.toString(freePort())));
        return environment;
    }

    /** The cache of an earlier run belongs to another database. */
    static void forgetRedis() throws IOException {
        try (Socket redis = new Socket("127.0.0.1", REDIS_PORT)) {
            redis.getOutputStream().write("SELECT %d\r\nFLUSHDB\r\n".formatted(REDIS_DATABASE).getBytes(StandardCharsets.US_ASCII));
            byte[] answer = redis.getInputStream().readNBytes(10);
            if (!new String(answer, StandardCharsets.US_ASCII).equals("+OK\r\n+OK\r\n")) {
                throw new IllegalStateException("Redis answers " + new String(answer, StandardCharsets.US_ASCII));
            }
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
