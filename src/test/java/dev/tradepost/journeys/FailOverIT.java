package dev.tradepost.journeys;

import static dev.tradepost.testsupport.Shop.API;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;

import io.restassured.response.Response;

import dev.tradepost.testsupport.AsInProduction;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Instance;
import dev.tradepost.testsupport.NeedsTool;
import dev.tradepost.testsupport.PostgresServer;
import dev.tradepost.testsupport.Servers;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Tool;

/**
 * PostgreSQL fails over while customers order: the server dies, and its standby, to which each commit was copied, takes its place behind the
 * same address.
 */
@Tag("nightly")
@NeedsTool(Tool.POSTGRES)
class FailOverIT {

    private static final int CUSTOMERS = 4;
    private static final Duration AWAY = Duration.ofSeconds(3);
    private static final Duration PROMISED_ANSWER = Duration.ofSeconds(5);
    private static final Duration PROMISED_RECOVERY = Duration.ofSeconds(30);

    private final List<Customer> customers = new ArrayList<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private NioReactor reactor;
    private PostgresServer primary;
    private PostgresServer standby;
    private TcpCrusher address;
    private Instance instance;
    private UUID product;
    private volatile boolean closing;

    /** @param at {@link System#nanoTime} when it came */
    private record Answer(Customer customer, Response response, long at, Duration took) {

        boolean isOrder() {
            return response.statusCode() == 201;
        }

        boolean isRefusedWell() {
            return response.statusCode() == 503 && response.header("Retry-After") != null;
        }
    }

    @BeforeEach
    void start() throws Exception {
        primary = PostgresServer.primary();
        standby = primary.standby();
        reactor = new NioReactor();
        int port = Instance.freePort();
        address = addressOf(primary, port);
        // No other test uses this virtual host or this Redis database.
        instance = Instance
                .start(AsInProduction.inTime(Map.of("DB_PORT", Integer.toString(port), "DB_NAME", PostgresServer.NAME,
                        "REDIS_URL", Servers.redis(12), "RABBITMQ_VHOST", "tradepost-test-3")));
        product = instance.shop().product("5.00", 1_000_000);
        for (int i = 0; i < CUSTOMERS; i++) {
            customers.add(instance.shop().customer());
        }
    }

    private TcpCrusher addressOf(PostgresServer server, int port) {
        return TcpCrusherBuilder.builder().withReactor(reactor).withBindAddress("127.0.0.1", port)
                .withConnectAddress("127.0.0.1", server.port()).buildAndOpen();
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        closing = true;
        if (instance != null) {
            instance.close();
            address.close();
            reactor.close();
        }
        if (standby != null) {
            standby.delete();
        }
        primary.delete();
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void P11_P16_P17_orders_go_on_at_the_standby_and_what_was_accepted_is_finished() throws Exception {
        List<Thread> ordering = customers.stream().map(customer -> Thread.ofVirtual().start(() -> order(customer)))
                .toList();
        Eventually.holds(() -> assertThat(orders()).hasSizeGreaterThan(100)); // until it is compiled

        int port = address.getBindAddress().getPort();
        address.close();
        primary.kill();
        Thread.sleep(AWAY); // what a cluster manager takes to notice, and then to choose
        standby.promote();
        long promoted = System.nanoTime();
        address = addressOf(standby, port);

        Eventually.holds(() -> assertThat(ordersSince(promoted)).hasSizeGreaterThan(100));
        closing = true;
        for (Thread customer : ordering) {
            customer.join();
        }
        Duration recovery = Duration.ofNanos(ordersSince(promoted).getFirst().at() - promoted);
        report(recovery);
        assertThat(recovery).isLessThan(PROMISED_RECOVERY);
        assertThat(answers).allMatch(answer -> answer.isOrder() || answer.isRefusedWell())
                .allMatch(answer -> answer.took().compareTo(PROMISED_ANSWER) < 0);
        for (Answer order : orders()) {
            Eventually.becomes(order.customer(), UUID.fromString(order.response().path("data.orderId")),
                    "PROCESSING/PAID");
        }
        assertThat(standby.query("select string_agg(what, ', ') from (%s) as counted where violations > 0".formatted(
                Files.readString(Path.of("docs/operations/invariants.sql")).replace(";", "")))).isNull();
    }

    /** Each with the same key until it is accepted. */
    private void order(Customer customer) {
        String key = UUID.randomUUID().toString();
        while (!closing) {
            long begin = System.nanoTime();
            Response response = customer.request().header("Idempotency-Key", key)
                    .body(Shop.orderBody(customer.addressId(), "tok_approved", Map.of(product, 1)))
                    .post(API + "/orders");
            long end = System.nanoTime();
            Answer answer = new Answer(customer, response, end, Duration.ofNanos(end - begin));
            answers.add(answer);
            if (answer.isOrder()) {
                key = UUID.randomUUID().toString();
            }
        }
    }

    private List<Answer> orders() {
        return answers.stream().filter(Answer::isOrder).toList();
    }

    private List<Answer> ordersSince(long moment) {
        return orders().stream().filter(order -> order.at() > moment).toList();
    }

    private void report(Duration recovery) throws IOException {
        Duration slowest = answers.stream().map(Answer::took).max(Duration::compareTo).orElseThrow();
        String line = "| postgresql fails over | %d orders accepted, %d times 503, %.1f s | %.1f s after the promotion |"
                .formatted(orders().size(), answers.size() - orders().size(), slowest.toMillis() / 1e3,
                        recovery.toMillis() / 1e3);
        System.out.println(line);
        Files.writeString(Path.of("target", "fail-over.md"), line + "\n");
    }
}
