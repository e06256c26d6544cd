package dev.tradepost.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.restassured.specification.RequestSpecification;

/** The packaged application as a process of its own, started as an operating system starts it. */
public final class Instance implements AutoCloseable {

    private static final Path TARGET = Path.of("target");
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Process process;
    private final int port;
    private final int managementPort;
    private final Storefront shop;
    private final Path log;

    private Instance(Process process, int port, int managementPort, Path log) {
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
        this.shop = new Storefront(() -> port);
        this.log = log;
        ContractFilter.install();
    }

    /** Starts one; does not wait. */
    public static Instance launch(Map<String, String> environment) throws IOException {
        return launch(environment, List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote"));
    }

    /** The same, and the JVM verifies its bytecode, which costs a second: what holds for one instance holds for all. */
    static Instance launchVerified(Map<String, String> environment) throws IOException {
        return launch(environment, List.of());
    }

    private static Instance launch(Map<String, String> environment, List<String> options) throws IOException {
        Path log = TARGET
                .resolve("instance-" + ProcessHandle.current().pid() + "-" + STARTED.incrementAndGet() + ".log");
        ProcessBuilder builder = new ProcessBuilder(command(options)).redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> variables = new HashMap<>(environment);
        variables.putIfAbsent("PORT", Integer.toString(freePort()));
        variables.putIfAbsent("MANAGEMENT_PORT", Integer.toString(freePort()));
        builder.environment().putAll(variables);
        Process process = builder.start();
        // However the test ends: one that is left behind takes the messages of those that come after.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Instance(process, Integer.parseInt(variables.get("PORT")),
                Integer.parseInt(variables.get("MANAGEMENT_PORT")), log);
    }

    /** Starts one, and returns when it answers. */
    public static Instance start(Map<String, String> environment) throws IOException {
        Instance instance = launch(environment);
        instance.awaitAnswer();
        return instance;
    }

    public void awaitAnswer() {
        Eventually.holds(() -> {
            assertThat(process.isAlive()).as("alive; its log is " + log).isTrue();
            assertThat(status()).as("what " + Shop.API + "/categories answers").isEqualTo(200);
        });
    }

    /** 0 while nobody listens. */
    private int status() {
        try {
            return request().get(Shop.API + "/categories").statusCode();
        } catch (Exception refused) {
            if (refused instanceof ConnectException) {
                return 0;
            }
            throw refused;
        }
    }

    public Storefront shop() {
        return shop;
    }

    public RequestSpecification request() {
        return shop.request();
    }

    public RequestSpecification request(String token) {
        return shop.request(token);
    }

    public int port() {
        return port;
    }

    public URI management() {
        return URI.create("http://localhost:" + managementPort + "/");
    }

    /** What it measures now. */
    public Scrape scrape() {
        return Scrape.of(management());
    }

    public Process process() {
        return process;
    }

    public String log() throws IOException {
        return Files.readString(log);
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        gone();
    }

    /** SIGTERM. */
    @Override
    public void close() {
        process.destroy();
        gone();
    }

    private void gone() {
        process.onExit().join();
    }

    /** Whether a native executable is what was built. */
    public static boolean isNative() throws IOException {
        return artifact().getProperty("type").startsWith("native");
    }

    /** What the build has packaged, as it says itself. */
    private static Properties artifact() throws IOException {
        Properties artifact = new Properties();
        try (InputStream file = Files.newInputStream(TARGET.resolve("quarkus-artifact.properties"))) {
            artifact.load(file);
        }
        return artifact;
    }

    private static List<String> command(List<String> options) throws IOException {
        String path = TARGET.resolve(artifact().getProperty("path")).toString();
        if (isNative()) {
            return List.of(path);
        }
        // A process that lives for seconds: what the optimising compiler would cost, it does not bring in.
        return Stream.of(Stream.of(ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseTransparentHugePages", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                options.stream(), Stream.of("-jar", path))
                .flatMap(part -> part).toList();
    }

    /** A port that nobody listens on. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
