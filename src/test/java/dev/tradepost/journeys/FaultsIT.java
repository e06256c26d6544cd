package dev.tradepost.journeys;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static dev.tradepost.testsupport.Shop.API;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;

import io.restassured.response.Response;

import dev.tradepost.testsupport.AsInProduction;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Instance;
import dev.tradepost.testsupport.Line;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Shop.Tokens;

/** What customers see while each server fails in each way, and afterwards. Writes the table {@code target/faults.md}. */
@Tag("nightly")
class FaultsIT {

    private static final Duration FAULT_LASTS = Duration.ofSeconds(10);
    private static final Duration BETWEEN = Duration.ofMillis(250);
    private static final Duration PROMISED_ANSWER = Duration.ofSeconds(5);
    private static final Duration PROMISED_RECOVERY = Duration.ofSeconds(30);
    private static final Duration SLOW = Duration.ofMillis(300);

    private static final NioReactor REACTOR = reactor();
    private static final Map<Line, TcpCrusher> LINES = new EnumMap<>(Line.class);
    private static final Map<Line, Duration> DELAYS = new ConcurrentHashMap<>();
    private static final WireMockServer STRIPE = new WireMockServer(WireMockConfiguration.options()
            .bindAddress("127.0.0.1").port(Line.STRIPE.server()).globalTemplating(true));
    private static Instance instance;
    private static Customer customer;
    private static UUID product;

    private final Map<UUID, String> accepted = new ConcurrentHashMap<>();

    private enum Fault {
        REFUSED,
        FROZEN,
        SLOWED,
        CUT,
        CUT_EACH_SECOND;

        void begin(Line line) throws IOException {
            TcpCrusher crusher = LINES.get(line);
            switch (this) {
                case REFUSED -> crusher.close();
                case FROZEN -> crusher.freeze();
                case SLOWED -> DELAYS.put(line, SLOW);
                case CUT, CUT_EACH_SECOND -> crusher.closeAllPairs();
            }
        }

        /** Once a second while it lasts. */
        void repeat(Line line) throws IOException {
            if (this == CUT_EACH_SECOND) {
                LINES.get(line).closeAllPairs();
            }
        }

        void end(Line line) throws IOException {
            TcpCrusher crusher = LINES.get(line);
            switch (this) {
                case REFUSED -> crusher.open();
                case FROZEN -> crusher.unfreeze();
                case SLOWED -> DELAYS.remove(line);
                case CUT, CUT_EACH_SECOND -> {
                }
            }
        }
    }

    private enum Wish {
        SIGN_IN,
        REFRESH,
        PRODUCT,
        SEARCH,
        ORDER,
        CANCEL
    }

    /** What came of one wish, sent again and again during one fault. */
    private static final class Cell {

        private final Map<Integer, Integer> statuses = new TreeMap<>();
        private final Set<String> broken = new TreeSet<>();
        private Duration slowest = Duration.ZERO;

        synchronized void add(Response answer, Duration took) {
            int status = answer.statusCode();
            statuses.merge(status, 1, Integer::sum);
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
            boolean refusedWell = status == 503 && answer.header("Retry-After") != null;
            if (status >= 500 && !refusedWell) {
                broken.add("%d %s".formatted(status, answer.asString()));
            }
        }

        @Override
        public String toString() {
            return "%s, %.1f s".formatted(statuses, slowest.toMillis() / 1e3);
        }
    }

    private static NioReactor reactor() {
        try {
            return new NioReactor();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        for (Line line : Line.values()) {
            TcpCrusher crusher = line.delayed(REACTOR, () -> DELAYS.getOrDefault(line, Duration.ZERO));
            crusher.open();
            LINES.put(line, crusher);
        }
        startStripe();
        instance = Instance.start(AsInProduction.inTime(Map.of("DB_PORT", port(Line.POSTGRESQL), "DB_POOL_MIN", "20",
                "REDIS_URL", Line.redis(11), "RABBITMQ_PORT", port(Line.RABBITMQ), "SMTP_PORT", port(Line.SMTP),
                "PAYMENT_GATEWAY", "stripe", "STRIPE_API_KEY", "sk_test_x", "STRIPE_WEBHOOK_SECRET", "whsec_of_faults",
                "STRIPE_API_URL", "http://127.0.0.1:" + port(Line.STRIPE))));
        customer = instance.shop().customer();
        product = instance.shop().product("5.00", 100_000);
        for (int i = 0; i < 50; i++) {
            placed(UUID.randomUUID().toString()).then().statusCode(201); // until it is compiled
        }
    }

    /** Every charge and every refund succeeds. */
    private static void startStripe() {
        STRIPE.start();
        STRIPE.stubFor(post("/v1/payment_intents").willReturn(okJson("""
                {"id": "pi_{{randomValue type='UUID'}}", "status": "succeeded", "client_secret": "x",
                 "last_payment_error": null, "metadata": {}, "livemode": false}""")));
        STRIPE.stubFor(post("/v1/refunds").willReturn(okJson("""
                {"id": "re_{{randomValue type='UUID'}}", "status": "succeeded"}""")));
        STRIPE.stubFor(get(anyUrl()).willReturn(okJson("{\"data\": []}")));
    }

    private static String port(Line line) {
        return Integer.toString(line.port());
    }

    @AfterAll
    static void stop() {
        instance.close();
        STRIPE.stop();
        LINES.values().forEach(TcpCrusher::close);
        REACTOR.close();
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void P16_P17_whatever_is_away_each_request_is_answered_in_time_and_what_was_accepted_is_finished()
            throws Exception {
        List<String> table = new ArrayList<>(List.of("| | " + String.join(" | ", names()) + " | recovered after |",
                "| --- ".repeat(Wish.values().length + 2) + "|"));
        List<String> broken = new ArrayList<>();
        for (Line line : Line.values()) {
            for (Fault fault : Fault.values()) {
                String name = "%s %s".formatted(line, fault).toLowerCase(Locale.ROOT).replace('_', ' ');
                Map<Wish, Cell> cells = during(line, fault);
                Duration recovery = untilAllIsWell();
                table.add("| %s | %s | %.1f s |".formatted(name,
                        String.join(" | ", cells.values().stream().map(Cell::toString).toList()),
                        recovery.toMillis() / 1e3));
                System.out.println(table.getLast());
                cells.forEach((wish, cell) -> {
                    cell.broken.forEach(answer -> broken.add("%s, %s: %s".formatted(name, wish, answer)));
                    if (cell.slowest.compareTo(PROMISED_ANSWER) > 0) {
                        broken.add("%s, %s: %s".formatted(name, wish, cell.slowest));
                    }
                });
                if (recovery.compareTo(PROMISED_RECOVERY) > 0) {
                    broken.add("%s: well again after %s".formatted(name, recovery));
                }
            }
        }
        Files.write(Path.of("target", "faults.md"), table);
        accepted.forEach((order, end) -> Eventually.becomes(customer, order, end));
        assertThat(Database.stockDiscrepancies(product)).isEmpty();
        assertThat(broken).isEmpty();
    }

    private static List<String> names() {
        return List.of("sign in", "refresh", "read a product", "search", "order", "cancel");
    }

    private Map<Wish, Cell> during(Line line, Fault fault) throws Exception {
        Map<Wish, Cell> cells = new EnumMap<>(Wish.class);
        List<CompletableFuture<Void>> sending = new ArrayList<>();
        long end = System.nanoTime() + FAULT_LASTS.toNanos();
        fault.begin(line);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Wish wish : Wish.values()) {
                Cell cell = new Cell();
                cells.put(wish, cell);
                Sender sender = new Sender();
                sending.add(CompletableFuture.runAsync(() -> {
                    while (System.nanoTime() < end) {
                        sender.prepare(wish);
                        long begin = System.nanoTime();
                        cell.add(sender.send(wish), Duration.ofNanos(System.nanoTime() - begin));
                        LockSupport.parkNanos(BETWEEN.toNanos());
                    }
                }, clients));
            }
            CompletableFuture<Void> sent = CompletableFuture.allOf(sending.toArray(CompletableFuture[]::new));
            while (!isDoneWithinASecond(sent)) {
                fault.repeat(line);
            }
        } finally {
            fault.end(line);
        }
        return cells;
    }

    private static boolean isDoneWithinASecond(CompletableFuture<Void> sent) throws Exception {
        try {
            sent.get(1, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        }
    }

    private Duration untilAllIsWell() {
        long begin = System.nanoTime();
        Eventually.holds(() -> {
            Sender sender = new Sender();
            for (Wish wish : Wish.values()) {
                assertThat(sender.send(wish).statusCode()).as(wish.name()).isIn(200, 201, 409);
            }
        });
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** One client: what it has been given it uses again. */
    private final class Sender {

        private Tokens tokens;
        private String key = UUID.randomUUID().toString();
        private UUID order;

        Response send(Wish wish) {
            return switch (wish) {
                case SIGN_IN -> signedIn();
                case REFRESH -> refreshed();
                case PRODUCT -> instance.request().get(API + "/products/" + product);
                case SEARCH -> instance.request().get(API + "/products?search=" + Shop.unique("nothing"));
                case ORDER -> ordered();
                case CANCEL -> cancelled();
            };
        }

        private Response signedIn() {
            return instance.request().body(Map.of("email", customer.email(), "password", Shop.PASSWORD))
                    .post(API + "/users/login");
        }

        /** What it needs first, and is no part of the wish. */
        void prepare(Wish wish) {
            if (wish == Wish.REFRESH && tokens == null) {
                Response answer = signedIn();
                if (answer.statusCode() == 200) {
                    keepTokens(answer);
                }
            } else if (wish == Wish.CANCEL && order == null) {
                ordered();
            }
        }

        private Response refreshed() {
            if (tokens == null) {
                return signedIn();
            }
            Response answer = instance.request().body(Map.of("refreshToken", tokens.refresh()))
                    .post(API + "/users/refresh");
            if (answer.statusCode() == 200) {
                keepTokens(answer);
            } else if (answer.statusCode() == 401) {
                tokens = null; // the answer to the one before was lost for longer than it is repeated
            }
            return answer;
        }

        private void keepTokens(Response answer) {
            tokens = new Tokens(answer.path("data.token"), answer.path("data.refreshToken"));
        }

        /** With the same key until it is answered. */
        private Response ordered() {
            Response answer = placed(key);
            if (answer.statusCode() == 201) {
                order = UUID.fromString(answer.path("data.orderId"));
                accepted.putIfAbsent(order, "PROCESSING/PAID");
                key = UUID.randomUUID().toString();
            }
            return answer;
        }

        private Response cancelled() {
            if (order == null) {
                return ordered();
            }
            Response answer = customer.request().body(Map.of("reason", "changed my mind"))
                    .post(API + "/orders/" + order + "/cancel");
            if (answer.statusCode() < 500) {
                accepted.remove(order); // cancelled, or packed before
                order = null;
            }
            return answer;
        }
    }

    private static Response placed(String key) {
        return customer.request().header("Idempotency-Key", key)
                .body(Shop.orderBody(customer.addressId(), "pm_card_visa", Map.of(product, 1))).post(API + "/orders");
    }
}
