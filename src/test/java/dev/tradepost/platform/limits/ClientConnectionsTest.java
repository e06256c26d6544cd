package dev.tradepost.platform.limits;

import static dev.tradepost.testsupport.Shop.API;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;

/** Clients that send slowly, or not at all. */
@QuarkusTest
class ClientConnectionsTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    @Inject
    ChangeableConnections limits;
    @Inject
    MeterRegistry metrics;

    @AfterEach
    void resetConfiguration() {
        limits.reset();
    }

    @Test
    void P28_headers_that_never_end_close_the_connection() throws IOException {
        limits.setTimeout(SHORT);
        try (Socket client = connect()) {
            send(client, "GET /api/v1/categories HTTP/1.1\r\nHost: here\r\nX-Slow: ");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void P28_a_connection_on_which_nothing_is_ever_sent_is_closed() throws IOException {
        limits.setTimeout(SHORT);
        try (Socket client = connect()) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void P28_a_body_that_never_ends_closes_the_connection() throws IOException {
        limits.setTimeout(SHORT);
        try (Socket client = connect()) {
            send(client, "POST /api/v1/users/login HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100\r\n\r\n{\"email\":");
            String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).doesNotContain(" 200 ", " 401 ");
        }
    }

    @Test
    void P28_a_client_that_leaves_in_the_middle_of_a_body_is_no_failure_of_ours() throws IOException {
        Queue<LogRecord> failures = new ConcurrentLinkedQueue<>();
        Handler listener = new ConsoleHandler() {
            @Override
            public void publish(LogRecord failure) {
                failures.add(failure);
            }
        };
        Logger log = Logger.getLogger("dev.tradepost.platform.problem.Problems");
        log.addHandler(listener);
        try {
            try (Socket client = connect()) {
                send(client, "POST /api/v1/users/login HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 100\r\n\r\n{\"email\":");
                Eventually.holds(() -> assertThat(signInsInProgress()).isOne());
            }
            Eventually.holds(() -> assertThat(signInsInProgress()).isZero());
        } finally {
            log.removeHandler(listener);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void P28_the_trailer_of_a_chunked_body_is_ignored() throws IOException {
        String body = "{\"email\":\"a@b.example\",\"password\":\"x\"}";
        try (Socket client = connect()) {
            send(client, "POST /api/v1/users/login HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
                    + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nX-Checksum: abc\r\n\r\n"
                            .formatted(body.length(), body));
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 401");
        }
    }

    private double signInsInProgress() {
        return metrics.get("requests_in_flight").tag("kind", "account").gauge().value();
    }

    @Test
    void P28_a_client_that_waits_between_two_requests_is_not_a_slow_one() throws IOException {
        limits.setTimeout(SHORT);
        double closed = closed();
        try (Socket patient = connect(); Socket slow = connect()) {
            send(patient, "GET /api/v1/categories HTTP/1.1\r\nHost: here\r\n\r\n");
            assertThat(patient.getInputStream().read()).isEqualTo('H');
            assertThat(slow.getInputStream().read()).isEqualTo(-1); // the first one has waited longer by then
            assertThat(closed() - closed).isOne();
            send(patient, "GET /api/v1/categories HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
            assertThat(new String(patient.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).contains(" 200 ");
        }
    }

    /** Its request has no body that could be late. */
    @Test
    void P28_a_stream_goes_on_for_longer_than_a_body_may_take_to_arrive() throws IOException {
        Customer customer = Shop.customer();
        UUID order = customer.order("tok_approved", Shop.product("5.00", 3), 1);
        limits.setTimeout(SHORT);
        double closed = closed();
        try (Socket stream = connect()) {
            send(stream,
                    "GET %s/orders/%s/events HTTP/1.1\r\nHost: here\r\nAccept: text/event-stream\r\nAuthorization: Bearer %s\r\n\r\n"
                            .formatted(API, order, customer.token()));
            assertThat(stream.getInputStream().read()).isEqualTo('H');
            try (Socket slow = connect()) {
                assertThat(slow.getInputStream().read()).isEqualTo(-1); // the stream has been open for longer by then
            }
            assertThat(closed() - closed).isOne();
        }
    }

    @Test
    void P28_one_connection_too_many_is_closed_at_once_and_those_that_are_open_stay() throws IOException {
        int most = (int) active() + 5; // clients of other tests keep some open
        limits.setMax(most);
        List<Socket> clients = new ArrayList<>();
        try {
            while (active() < most) {
                clients.add(connect());
                double count = clients.size();
                Eventually.holds(() -> assertThat(active()).isGreaterThanOrEqualTo(count));
            }
            try (Socket refused = connect()) {
                assertThat(closesAtOnce(refused)).isTrue();
            }
            send(clients.getFirst(), "GET " + API + "/categories HTTP/1.1\r\nHost: here\r\n\r\n");
            assertThat(clients.getFirst().getInputStream().read()).isEqualTo('H');
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static boolean closesAtOnce(Socket client) {
        try {
            return client.getInputStream().read() == -1;
        } catch (IOException reset) {
            return true;
        }
    }

    private double active() {
        return metrics.get("active_connections").gauge().value();
    }

    private double closed() {
        return metrics.get("slow_connections").counter().count();
    }

    private static Socket connect() throws IOException {
        return new Socket("localhost", RestAssured.port);
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
