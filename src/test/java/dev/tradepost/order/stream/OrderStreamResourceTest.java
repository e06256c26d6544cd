package dev.tradepost.order.stream;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

@QuarkusTest
class OrderStreamResourceTest {

    @Inject
    OrderEventStreams orderEventStreams;

    /** The clients of earlier tests are gone, but the application may not have noticed. */
    @BeforeEach
    void nobodyFollows() {
        Eventually.holds(() -> {
            orderEventStreams.heartbeat();
            assertThat(orderEventStreams.count()).isZero();
        });
    }

    @Test
    void an_order_is_followed_from_where_it_stands_to_its_end() throws Exception {
        Customer customer = Shop.customer();
        UUID order = processing(customer);
        try (Stream stream = Stream.of(customer.token(), order, null)) {
            Eventually.holds(() -> assertThat(stream.statuses()).containsExactly("PROCESSING"));
            step(order, Map.of("status", "SHIPPED", "trackingNumber", "TRACK 1"));
            Eventually.holds(() -> assertThat(stream.statuses()).containsExactly("PROCESSING", "SHIPPED"));
            step(order, Map.of("status", "DELIVERED", "reason", "At the door"));
            Eventually.holds(() -> assertThat(stream.isOver()).isTrue());
            assertThat(stream.statuses()).containsExactly("PROCESSING", "SHIPPED", "DELIVERED");
            assertThat(stream.lines()).contains("event:status").anySatisfy(line -> assertThat(line)
                    .contains("\"reason\":\"At the door\"", "\"trackingNumber\":\"TRACK 1\""));
        }
        try (Stream again = Stream.of(customer.token(), order, null)) {
            Eventually.holds(() -> assertThat(again.isOver()).isTrue());
            assertThat(again.statuses()).containsExactly("DELIVERED");
        }
    }

    @Test
    void who_was_cut_off_gets_what_was_missed_and_nothing_twice() throws Exception {
        Customer customer = Shop.customer();
        UUID order = processing(customer);
        String confirmed = Database.query(UUID.class,
                "select id from orders.order_history where order_id = ? and status = 'CONFIRMED'", order).getFirst()
                .toString();
        step(order, Map.of("status", "SHIPPED", "trackingNumber", "TRACK 1"));
        try (Stream stream = Stream.of(customer.token(), order, confirmed)) {
            Eventually.holds(() -> assertThat(stream.statuses()).containsExactly("PROCESSING", "SHIPPED"));
            String last = stream.lines().stream().filter(line -> line.startsWith("id:")).reduce((_, id) -> id)
                    .orElseThrow().substring(3);
            step(order, Map.of("status", "DELIVERED"));
            try (Stream resumed = Stream.of(customer.token(), order, last)) {
                Eventually.holds(() -> assertThat(resumed.isOver()).isTrue());
                assertThat(resumed.statuses()).containsExactly("DELIVERED");
            }
        }
    }

    @Test
    void what_another_instance_does_is_told_without_waiting_for_the_next_heartbeat() throws Exception {
        Customer customer = Shop.customer();
        UUID order = processing(customer);
        try (Stream stream = Stream.of(customer.token(), order, null)) {
            Eventually.holds(() -> assertThat(stream.statuses()).containsExactly("PROCESSING"));
            shippedElsewhere(order);
            Database.query(String.class, "select pg_notify('order_changed', ?)::text", order.toString());
            Eventually.holds(() -> assertThat(stream.statuses()).containsExactly("PROCESSING", "SHIPPED"));
        }
    }

    @Test
    void what_happens_while_nobody_can_hear_it_is_told_when_they_can() throws Exception {
        Customer customer = Shop.customer();
        UUID order = processing(customer);
        try (Stream stream = Stream.of(customer.token(), order, null)) {
            Eventually.holds(() -> assertThat(stream.statuses()).containsExactly("PROCESSING"));
            shippedElsewhere(order);
            assertThat(Database.query(Boolean.class, """
                    select pg_terminate_backend(pid) from pg_stat_activity
                     where application_name = 'tradepost order events' and datname = current_database()"""))
                    .contains(true);
            Eventually.holds(() -> assertThat(stream.statuses()).containsExactly("PROCESSING", "SHIPPED"));
        }
    }

    @Test
    void a_silent_stream_shows_that_it_is_alive_and_a_client_that_is_gone_is_forgotten() throws Exception {
        Customer customer = Shop.customer();
        UUID order = processing(customer);
        try (Stream stream = Stream.of(customer.token(), order, null)) {
            Eventually.holds(() -> assertThat(orderEventStreams.count()).isOne());
            Eventually.holds(() -> {
                orderEventStreams.heartbeat();
                assertThat(stream.lines()).anyMatch(line -> line.startsWith(":"));
            });
            assertThat(stream.statuses()).containsExactly("PROCESSING");
        }
        Eventually.holds(() -> {
            orderEventStreams.heartbeat();
            assertThat(orderEventStreams.count()).isZero();
        });
    }

    @Test
    void more_streams_than_an_instance_keeps_are_refused_until_there_is_room() throws Exception {
        Customer customer = Shop.customer();
        UUID order = processing(customer);
        List<Stream> streams = new ArrayList<>();
        while (orderEventStreams.count() < 8) {
            int before = orderEventStreams.count();
            streams.add(Stream.of(before < 4 ? customer.token() : Shop.adminToken(), order, null));
            Eventually.holds(() -> assertThat(orderEventStreams.count()).isGreaterThan(before));
        }
        customer.request().accept("*/*").get(API + "/orders/" + order + "/events").then().statusCode(503)
                .header("Retry-After", "30").body("code", equalTo("unavailable"));
        for (Stream stream : streams) {
            stream.close();
        }
        Eventually.holds(() -> {
            orderEventStreams.heartbeat(); // which finds those that are gone
            assertThat(orderEventStreams.count()).isLessThan(8);
        });
        Stream.of(customer.token(), order, null).close();
    }

    @Test
    void one_user_has_so_many_streams_open_and_leaves_room_for_others() throws Exception {
        Customer customer = Shop.customer();
        UUID order = processing(customer);
        List<Stream> streams = new ArrayList<>();
        while (streams.size() < 5) {
            streams.add(Stream.of(customer.token(), order, null));
        }
        customer.request().accept("*/*").get(API + "/orders/" + order + "/events").then().statusCode(429)
                .header("Retry-After", "30").body("code", equalTo("rate_limited"));
        Stream.of(Shop.adminToken(), order, null).close();
        for (Stream stream : streams) {
            stream.close();
        }
        Eventually.holds(() -> {
            orderEventStreams.heartbeat(); // which finds those that are gone
            assertThat(orderEventStreams.count()).isZero();
        });
        Stream.of(customer.token(), order, null).close();
    }

    @Test
    void P25_a_stream_ends_at_the_next_heartbeat_after_its_session() throws Exception {
        Customer customer = Shop.customer();
        UUID order = processing(customer);
        Map<String, Consumer<String>> ways = new LinkedHashMap<>();
        ways.put("signing out", token -> request(token).post(API + "/users/logout").then().statusCode(200));
        ways.put("another password", _ -> customer.request()
                .body(Map.of("currentPassword", Shop.PASSWORD, "newPassword", "Better-Horse-2!"))
                .post(API + "/users/me/password").then().statusCode(200));
        for (Map.Entry<String, Consumer<String>> way : ways.entrySet()) {
            ends(way.getKey(), Shop.signIn(customer.email(), Shop.PASSWORD), order, way.getValue());
        }
        ends("being disabled", Shop.signIn(customer.email(), "Better-Horse-2!"), order,
                _ -> request(Shop.adminToken()).body(Map.of("isActive", false))
                        .patch(API + "/users/" + customer.userId()).then().statusCode(200));
    }

    private void ends(String way, String token, UUID order, Consumer<String> act) throws Exception {
        String other = Shop.adminToken();
        try (Stream stream = Stream.of(token, order, null); Stream goesOn = Stream.of(other, order, null)) {
            Eventually.holds(() -> assertThat(stream.statuses()).containsExactly("PROCESSING"));
            Eventually.holds(() -> assertThat(goesOn.statuses()).containsExactly("PROCESSING"));
            act.accept(token);
            orderEventStreams.heartbeat();
            Eventually.holds(() -> assertThat(stream.isOver()).as("after %s", way).isTrue());
            assertThat(goesOn.isOver()).isFalse();
        }
    }

    @Test
    void P25_a_stream_ends_with_its_access_token() throws Exception {
        Customer customer = Shop.customer();
        UUID order = processing(customer);
        String[] parts = customer.token().split("\\.", -1);
        Map<String, Object> claims = JsonPath.from(new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8))
                .getMap("$");
        Instant end = Instant.now().plusSeconds(3);
        String token = Jwt.claims(claims).expiresAt(end).jws().algorithm(SignatureAlgorithm.HS256)
                .signWithSecret("insecure-access-secret-for-development-only");
        try (Stream stream = Stream.of(token, order, null)) {
            Eventually.holds(() -> assertThat(stream.isOver()).isTrue());
            assertThat(Instant.now()).isAfter(end.minusSeconds(1));
            Eventually.holds(() -> assertThat(orderEventStreams.count()).isZero());
            assertThat(stream.statuses()).containsExactly("PROCESSING");
        }
    }

    @Test
    void P26_only_the_owner_and_administrators_follow_an_order() throws Exception {
        Customer customer = Shop.customer();
        UUID order = processing(customer);
        String path = API + "/orders/" + order + "/events";
        Shop.customer().request().accept("*/*").get(path).then().statusCode(403).body("code",
                equalTo("access_denied"));
        request().accept("*/*").get(path).then().statusCode(401);
        customer.request().accept("*/*").get(API + "/orders/" + UUID.randomUUID() + "/events").then().statusCode(404);
        try (Stream stream = Stream.of(Shop.adminToken(), order, null)) {
            Eventually.holds(() -> assertThat(stream.statuses()).containsExactly("PROCESSING"));
        }
    }

    private static UUID processing(Customer customer) {
        UUID order = customer.order("tok_approved", Shop.product("5.00", 10), 1);
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        return order;
    }

    private static void step(UUID order, Map<String, String> body) {
        request(Shop.adminToken()).body(body).patch(API + "/orders/" + order + "/status").then().statusCode(200);
    }

    private static void shippedElsewhere(UUID order) {
        Database.update("update orders.orders set status = 'SHIPPED', tracking_number = 'T' where id = ?", order);
        Database.update("""
                insert into orders.order_history (id, order_id, status, changed_by, created_at)
                values (gen_random_uuid(), ?, 'SHIPPED', 'another instance', now())""", order);
    }

    /** A client that reads what it is sent. */
    private static final class Stream implements AutoCloseable {

        private final HttpClient client = HttpClient.newHttpClient();
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final InputStream body;
        private volatile boolean over;

        private Stream(String token, UUID order, String lastEventId) throws Exception {
            HttpRequest.Builder request = HttpRequest
                    .newBuilder(URI.create("http://localhost:" + RestAssured.port + API + "/orders/" + order
                            + "/events"))
                    .header("Authorization", "Bearer " + token).header("Accept", "text/event-stream");
            if (lastEventId != null) {
                request.header("Last-Event-ID", lastEventId);
            }
            HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(answer.headers().firstValue("X-SSE-Content-Type")).isEmpty();
            body = answer.body();
            Thread.ofVirtual().start(this::read);
        }

        static Stream of(String token, UUID order, String lastEventId) throws Exception {
            return new Stream(token, order, lastEventId);
        }

        private void read() {
            StringBuilder line = new StringBuilder();
            try {
                for (int c = body.read(); c >= 0; c = body.read()) {
                    if (c == '\n') {
                        lines.add(line.toString());
                        line.setLength(0);
                    } else {
                        line.append((char) c);
                    }
                }
            } catch (IOException closed) {
                lines.add("closed: " + closed.getMessage());
            }
            over = true;
        }

        List<String> lines() {
            return lines;
        }

        List<String> statuses() {
            List<String> statuses = new ArrayList<>();
            for (String line : lines) {
                if (line.startsWith("data:")) {
                    statuses.add(line.replaceAll(".*\"status\":\"([A-Z]+)\".*", "$1"));
                }
            }
            return statuses;
        }

        boolean isOver() {
            return over;
        }

        @Override
        public void close() throws IOException {
            body.close();
            client.shutdownNow();
            client.close();
        }
    }
}
