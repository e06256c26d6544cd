package dev.tradepost.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.restassured.RestAssured;

import dev.tradepost.testsupport.ApiDocument;
import dev.tradepost.testsupport.AsInProduction;
import dev.tradepost.testsupport.Contract;
import dev.tradepost.testsupport.Instance;

/**
 * Requests to every operation of what is packaged, most of them wrong in some way. {@code -Dfuzz.seed} repeats a night, {@code -Dfuzz.requests}
 * makes it longer.
 */
@Tag("nightly")
class FuzzIT {

    private static final Logger LOG = System.getLogger(FuzzIT.class.getName());
    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 60_000);
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int CLIENTS = 4;
    private static final int PROGRESS = 5_000;
    private static final int RENEWAL = 500;
    private static final int MOST_FINDINGS = 40;
    private static final String UNLIMITED = "1000000";

    private static Instance instance;

    private final Queue<String> findings = new ConcurrentLinkedQueue<>();
    private final Map<Integer, LongAdder> statuses = new ConcurrentSkipListMap<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();
    private volatile Known known;
    private volatile String slowestRequest = "";

    @BeforeAll
    static void start() throws IOException {
        instance = Instance.start(AsInProduction.with(Map.of("TRADEPOST_ACCOUNT_THROTTLE_PER_ACCOUNT", UNLIMITED,
                "TRADEPOST_ACCOUNT_THROTTLE_PER_ACCOUNT_AND_ADDRESS", UNLIMITED)));
        RestAssured.port = instance.port();
    }

    @AfterAll
    static void stop() {
        instance.close();
    }

    @Test
    void P28_P29_no_request_makes_a_server_error_or_an_answer_that_is_not_declared() throws Exception {
        LOG.log(Level.INFO, "fuzz.seed={0}, {1} requests", Long.toString(SEED), REQUESTS);
        ApiDocument document = ApiDocument.read();
        known = Known.in(instance.shop());
        URI server = URI.create("http://localhost:" + instance.port());
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                all.add(clients.submit(() -> fuzz(client, document, server)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
        LOG.log(Level.INFO, "statuses {0}; slowest {1} ms: {2}", new TreeMap<>(statuses),
                TimeUnit.NANOSECONDS.toMillis(slowest.get()), slowestRequest);
        assertThat(findings).as("with -Dfuzz.seed=" + SEED).isEmpty();
        assertThat(statuses).as("some requests are right").containsKeys(200, 201).containsKeys(400, 404);
        instance.awaitAnswer();
    }

    private void fuzz(HttpClient client, ApiDocument document, URI server) {
        int number = sent.incrementAndGet();
        while (number <= REQUESTS && findings.size() < MOST_FINDINGS) {
            if (number % RENEWAL == 0) {
                known = Known.in(instance.shop()); // somebody may have signed out, or the product is not for sale any more
            }
            send(client, new FuzzedRequest(document, known, new SplittableRandom(SEED + number)).to(server), number);
            if (number % PROGRESS == 0) {
                LOG.log(Level.INFO, "{0} requests, {1} findings, {2}", number, findings.size(),
                        new TreeMap<>(statuses));
            }
            number = sent.incrementAndGet();
        }
    }

    private void send(HttpClient client, HttpRequest request, int number) {
        try {
            long before = System.nanoTime();
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            long took = System.nanoTime() - before;
            if (slowest.accumulateAndGet(took, Math::max) == took) {
                slowestRequest = number + " " + request.method() + " " + request.uri();
            }
            statuses.computeIfAbsent(answer.statusCode(), _ -> new LongAdder()).increment();
            assertThat(answer.statusCode()).as("%s", answer).matches(status -> status < 500 || status == 503);
            if (!isRefusedOrigin(answer)) {
                Contract.check(answer);
            }
        } catch (AssertionError | IOException finding) {
            String found = "%d: %s %s %s %s".formatted(number, request.method(), request.uri(),
                    request.headers().map(), finding);
            LOG.log(Level.WARNING, found);
            findings.add(found);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** CORS answers before any operation does. */
    private static boolean isRefusedOrigin(HttpResponse<byte[]> answer) {
        return answer.statusCode() == 403 && answer.request().headers().firstValue("Origin").isPresent();
    }
}
