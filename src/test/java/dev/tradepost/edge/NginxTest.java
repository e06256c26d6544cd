package dev.tradepost.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;

import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Instance;
import dev.tradepost.testsupport.NeedsTool;
import dev.tradepost.testsupport.Tool;

/** What nginx does with requests, before servers that only tell what has reached them. */
@NeedsTool(Tool.NGINX)
class NginxTest {

    private static final AtomicInteger BROKEN = new AtomicInteger();
    /** So many that none fails so often that it is left alone. */
    private static final List<HttpServer> SERVERS = new ArrayList<>();
    private static Nginx nginx;

    @BeforeAll
    static void start() throws Exception {
        for (int i = 0; i < 8; i++) {
            SERVERS.add(server());
        }
        nginx = Nginx.start(SERVERS.stream().map(each -> each.getAddress().getPort()).toList());
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
            SERVERS.forEach(each -> each.stop(0));
        }
    }

    @Test
    void the_configuration_as_it_is_shipped_is_in_order() throws Exception {
        assertThat(Nginx.complaints()).isEmpty();
    }

    @Test
    void what_a_client_says_about_its_address_ends_at_the_edge() {
        to().header("X-Forwarded-For", "203.0.113.7").header("Forwarded", "for=203.0.113.7")
                .header("X-Real-IP", "203.0.113.7").get("/api/v1/products").then().statusCode(200)
                .body(containsString("x-forwarded-for=[127.0.0.1]"), containsString("x-real-ip=[127.0.0.1]"))
                .body(not(containsString("203.0.113.7")));
    }

    @Test
    void a_request_keeps_its_name_and_gets_one_where_it_has_none_that_is_safe() {
        to().header("X-Request-Id", "order-4711").get("/api/v1/orders").then()
                .body(containsString("x-request-id=[order-4711]"));
        to().header("X-Request-Id", "a \"quoted\" thing").get("/api/v1/orders").then()
                .body(matchesPattern("(?s).*x-request-id=\\[[0-9a-f]{32}].*"));
        to().get("/api/v1/orders").then().body(matchesPattern("(?s).*x-request-id=\\[[0-9a-f]{32}].*"));
    }

    @Test
    void who_breaks_off_is_followed_by_another_only_where_nothing_can_be_done_twice() throws Exception {
        assertThat(tries("GET", "/broken", Map.of())).isEqualTo(3);
        assertThat(tries("POST", "/broken", Map.of())).isEqualTo(1);
        assertThat(tries("PATCH", "/broken", Map.of("Idempotency-Key", "k"))).isEqualTo(1);
        assertThat(tries("POST", "/api/v1/orders?broken", Map.of())).isEqualTo(1);
        assertThat(tries("POST", "/api/v1/orders?broken", Map.of("Idempotency-Key", "k"))).isEqualTo(3);
        assertThat(tries("POST", "/api/v1/users/login?broken", Map.of("Idempotency-Key", "k"))).isEqualTo(1);
    }

    @Test
    void a_failure_of_the_application_is_passed_on_and_not_asked_for_again() {
        for (int status : List.of(500, 503)) {
            int before = BROKEN.get();
            to().get("/status/" + status).then().statusCode(status).body(equalTo("says the application"));
            assertThat(BROKEN.get() - before).isOne();
        }
    }

    @Test
    void what_the_edge_has_to_say_itself_looks_like_the_application() throws Exception {
        try (Nginx before = Nginx.start(List.of(Instance.freePort()))) {
            RestAssured.given().port(before.port()).header("X-Request-Id", "mine").post("/api/v1/orders").then()
                    .statusCode(503).contentType("application/problem+json").header("Retry-After", "5")
                    .header("X-Request-Id", "mine").body("code", equalTo("unavailable"), "success", equalTo(false));
        }
        to().body(new byte[3_000_000]).post("/api/v1/orders").then().statusCode(413)
                .body("code", equalTo("content_too_large"));
    }

    @Test
    void events_are_passed_on_while_the_stream_is_open() throws Exception {
        HttpRequest request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + nginx.port() + "/api/v1/orders/4711/events")).build();
        try (HttpClient client = HttpClient.newHttpClient();
                InputStream stream = client.send(request, BodyHandlers.ofInputStream()).body()) {
            assertThat(new String(stream.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("data:1");
            client.shutdownNow();
        }
    }

    @Test
    void health_is_the_edges_own_and_metrics_are_nobodys() throws Exception {
        to().get("/health").then().statusCode(200).body(equalTo("healthy\n"));
        for (String path : List.of("/health/ready", "/metrics", "/metrics/")) {
            to().get(path).then().statusCode(404);
        }
        assertThat(Files.readString(Nginx.SHIPPED.resolve("upstream.conf"))).doesNotContain(":9000");
    }

    @Test
    void the_log_names_paths_and_no_queries() throws Exception {
        to().header("X-Request-Id", "logged").get("/api/v1/products?search=secret").then().statusCode(200);
        Eventually.holds(() -> assertThat(nginx.requests())
                .anyMatch(line -> line.contains("\"requestId\":\"logged\"")));
        assertThat(String.join("\n", nginx.requests())).doesNotContain("secret");
    }

    private static int tries(String method, String path, Map<String, String> headers) {
        int before = BROKEN.get();
        to().headers(headers).body("{}").contentType("application/json").request(method, path).then()
                .statusCode(503);
        return BROKEN.get() - before;
    }

    private static RequestSpecification to() {
        return RestAssured.given().port(nginx.port());
    }

    private static HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", NginxTest::answer);
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String asked = exchange.getRequestURI().toString();
        exchange.getRequestBody().readAllBytes();
        if (asked.contains("broken")) {
            BROKEN.incrementAndGet();
            exchange.close();
            return;
        }
        int status = 200;
        String body = exchange.getRequestHeaders().entrySet().stream()
                .map(each -> each.getKey().toLowerCase(Locale.ROOT) + "=" + each.getValue())
                .collect(Collectors.joining("\n"));
        if (asked.startsWith("/status/")) {
            BROKEN.incrementAndGet();
            status = Integer.parseInt(asked.substring("/status/".length()));
            body = "says the application";
        }
        if (asked.endsWith("/events")) {
            stream(exchange);
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", "text/plain");
        exchange.sendResponseHeaders(status, body.length());
        exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    /** Says one thing, and then nothing for longer than the test waits. */
    private static void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        body.write("data:1\n\n".getBytes(StandardCharsets.UTF_8));
        body.flush();
    }
}
