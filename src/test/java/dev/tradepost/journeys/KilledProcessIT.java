package dev.tradepost.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.restassured.RestAssured;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

/** Starts the packaged application as an operating system does, and ends it as a power cut does. */
class KilledProcessIT {

    private static final Path TARGET = Path.of("target");

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stopWhatIsLeft() throws InterruptedException {
        for (Process process : started) {
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void P5_killed_between_commit_and_publish_nothing_is_lost() throws Exception {
        int closed = freePort(); // no broker there: what is committed cannot be published
        Process first = start(Map.of("RABBITMQ_PORT", Integer.toString(closed)));
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 10);
        List<UUID> orders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            orders.add(customer.order("tok_approved", product, 1));
        }
        kill(first);
        for (UUID order : orders) {
            assertThat(Database.query(String.class,
                    "select type from platform.outbox_events where aggregate_id = ? and sent_at is null", order))
                    .containsExactly("order.created");
        }
        start(Map.of());
        for (UUID order : orders) {
            Eventually.becomes(customer, order, "PROCESSING/PAID");
        }
        assertThat(Shop.available(product)).isEqualTo(5);
        assertThat(Database.stockDiscrepancies()).isEmpty();
    }

    @Test
    void P5_killed_in_the_middle_of_everything_each_order_ends_once() throws Exception {
        Process running = start(Map.of());
        Customer customer = Shop.customer();
        UUID product = Shop.product("5.00", 100);
        List<UUID> orders = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 6; i++) {
                orders.add(customer.order(i % 3 == 2 ? "tok_declined" : "tok_approved", product, 1));
            }
            kill(running); // while messages, payments and mails of these orders are in the air
            running = start(Map.of());
        }
        for (int i = 0; i < orders.size(); i++) {
            Eventually.becomes(customer, orders.get(i), i % 3 == 2 ? "CANCELLED/FAILED" : "PROCESSING/PAID");
        }
        Eventually.holds(() -> assertThat(Shop.available(product)).isEqualTo(100 - orders.size() * 2 / 3));
        assertThat(Database.count("""
                select count(*) from orders.simulated_charges c join orders.payments p on p.id = c.idempotency_key
                  join orders.orders o on o.id = p.order_id where o.user_id = ?""", customer.userId()))
                .isEqualTo(orders.size() * 2L / 3);
        assertThat(Database.stockDiscrepancies()).isEmpty();
    }

    @Test
    void production_does_not_start_with_a_secret_that_is_missing_short_or_published() throws Exception {
        for (String secret : List.of("", "short", "insecure-access-secret-for-development-only")) {
            Process process = launch(Map.of("JWT_SECRET", secret));
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isNotZero();
            assertThat(Files.readString(log())).contains("JWT_SECRET");
        }
    }

    private Process start(Map<String, String> environment) throws IOException {
        Process process = launch(environment);
        Eventually.holds(() -> {
            assertThat(process.isAlive()).as("alive; its log is " + log()).isTrue();
            Shop.request().get(Shop.API + "/categories").then().statusCode(200);
        });
        return process;
    }

    private Process launch(Map<String, String> environment) throws IOException {
        int port = freePort();
        Map<String, String> variables = new HashMap<>(AsInProduction.ENVIRONMENT);
        variables.put("PORT", Integer.toString(port));
        variables.put("MANAGEMENT_PORT", Integer.toString(freePort()));
        variables.putAll(environment);
        Path output = TARGET.resolve("killed-process-" + (started.size() + 1) + ".log");
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(variables);
        Process process = builder.start();
        started.add(process);
        RestAssured.port = port;
        return process;
    }

    /** What the build has packaged, as it says itself. */
    private static List<String> command() throws IOException {
        Properties artifact = new Properties();
        try (InputStream file = Files.newInputStream(TARGET.resolve("quarkus-artifact.properties"))) {
            artifact.load(file);
        }
        String path = TARGET.resolve(artifact.getProperty("path")).toString();
        if (artifact.getProperty("type").startsWith("native")) {
            return List.of(path);
        }
        return List.of(ProcessHandle.current().info().command().orElse("java"), "-jar", path);
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly(); // SIGKILL
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /** The log of the process that was started last. */
    private Path log() {
        return TARGET.resolve("killed-process-" + started.size() + ".log");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
