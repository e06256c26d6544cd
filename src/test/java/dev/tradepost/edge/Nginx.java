package dev.tradepost.edge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

import io.restassured.RestAssured;

import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Instance;

/** A real nginx with what deploy/nginx says, but for the ports and where it writes. */
final class Nginx implements AutoCloseable {

    static final Path SHIPPED = Path.of("deploy/nginx");
    private static final Pattern SERVERS = Pattern
            .compile("(?s)( *server 127\\.0\\.0\\.1:\\d+)([^;]*;).*(?=\\n\\n *# Idle)");

    private final int port;
    private final Process process;
    private final Path folder;

    private Nginx(int port, Process process, Path folder) {
        this.port = port;
        this.process = process;
        this.folder = folder;
    }

    /** Where it is not installed the test is skipped. */
    static String program() {
        Optional<Path> found = Stream
                .concat(Pattern.compile(":").splitAsStream(System.getenv("PATH")), Stream.of("/usr/sbin"))
                .map(each -> Path.of(each, "nginx")).filter(Files::isExecutable).findFirst();
        Assumptions.assumeTrue(found.isPresent(), "nginx is not installed (apt-get install nginx-light)");
        return found.orElseThrow().toString();
    }

    /** @param instances ports of what stands behind it, all with the same weight */
    static Nginx start(List<Integer> instances) throws IOException, InterruptedException {
        int port = Instance.freePort();
        Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "nginx-");
        write(folder, port, instances);
        List<String> command = command(folder);
        command.addAll(List.of("-g", "daemon off; pid " + folder.resolve("nginx.pid") + ";"));
        Process process = new ProcessBuilder(command).redirectOutput(folder.resolve("access.log").toFile())
                .redirectError(folder.resolve("error.log").toFile()).start();
        Nginx nginx = new Nginx(port, process, folder);
        Eventually.holds(
                () -> RestAssured.given().port(port).get("/health").then().statusCode(200));
        return nginx;
    }

    /** @return what {@code nginx -t} says about the files as they are shipped; empty if nothing is wrong */
    static String complaints() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "nginx-");
        List<String> command = new ArrayList<>(List.of(program(), "-t", "-q", "-p", folder.toString(), "-c",
                SHIPPED.resolve("nginx.conf").toAbsolutePath().toString()));
        if (!"root".equals(System.getProperty("user.name"))) {
            write(folder, 8080, List.of(8081)); // the usual folders are root's
            command = command(folder);
            command.addAll(List.of("-t", "-q"));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? said : "nginx -t fails: " + said;
    }

    private static List<String> command(Path folder) {
        return new ArrayList<>(
                List.of(program(), "-p", folder.toString(), "-c", folder.resolve("nginx.conf").toString()));
    }

    private static void write(Path folder, int port, List<Integer> instances) throws IOException {
        String temporary = Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                .map(each -> each + "_temp_path " + folder.resolve("temporary-" + each) + ";\n")
                .collect(Collectors.joining());
        Files.writeString(folder.resolve("proxy.conf"), Files.readString(SHIPPED.resolve("proxy.conf")));
        Files.writeString(folder.resolve("nginx.conf"), Files.readString(SHIPPED.resolve("nginx.conf"))
                .replace("listen 80;", "listen 127.0.0.1:" + port + ";"));
        String upstream = Files.readString(SHIPPED.resolve("upstream.conf"));
        String servers = SERVERS.matcher(upstream).results().map(found -> instances.stream()
                .map(each -> "    server 127.0.0.1:" + each + found.group(2)).collect(Collectors.joining("\n")))
                .findFirst().orElseThrow();
        Files.writeString(folder.resolve("upstream.conf"),
                temporary + SERVERS.matcher(upstream).replaceFirst(servers));
    }

    int port() {
        return port;
    }

    /** What it has noted of requests, a line of JSON each. */
    List<String> requests() throws IOException {
        return Files.readAllLines(folder.resolve("access.log"));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
