package dev.tradepost.edge;

import static dev.tradepost.testsupport.Shop.API;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.tradepost.testsupport.NeedsTool;
import dev.tradepost.testsupport.Together;
import dev.tradepost.testsupport.Tool;
import dev.tradepost.testsupport.TwoInstances;

/** Two instances behind nginx, one of which is killed. */
@NeedsTool(Tool.NGINX)
@ExtendWith(TwoInstances.class)
public class NginxIT {

    private static final int READERS = 6;
    private static final int BEFORE = 200;
    private static final int AFTER = 600;

    private static Nginx nginx;

    @BeforeAll
    static void start() throws Exception {
        nginx = Nginx.start(List.of(TwoInstances.one().port(), TwoInstances.other().port()));
    }

    @AfterAll
    static void stop() {
        nginx.close();
    }

    @Test
    void no_read_fails_when_an_instance_is_killed() throws Exception {
        UUID product = TwoInstances.one().shop().product("5.00", 3);
        List<String> paths = List.of("/products/" + product, "/products?limit=5", "/categories");
        CountDownLatch warm = new CountDownLatch(BEFORE);
        CountDownLatch enough = new CountDownLatch(BEFORE + AFTER);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> killer = CompletableFuture.runAsync(() -> {
            await(warm);
            TwoInstances.other().kill();
            await(enough);
            over.set(true);
        });
        List<Callable<List<String>>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            String path = paths.get(i % paths.size());
            readers.add(() -> read(path, over, warm, enough));
        }
        List<String> failures = Together.run(readers).stream().flatMap(List::stream).toList();
        killer.join();
        assertThat(failures).isEmpty();
        // It was noticed: somebody was asked in vain, and another one answered.
        assertThat(nginx.requests()).anyMatch(line -> line.contains("\"status\":200") && line.contains(", 127.0.0.1:"));
    }

    private static List<String> read(String path, AtomicBoolean over, CountDownLatch... counts) throws Exception {
        HttpRequest request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + nginx.port() + API + path)).build();
        List<String> failures = new ArrayList<>();
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (!over.get()) {
                try {
                    var answer = client.send(request, BodyHandlers.ofString());
                    if (answer.statusCode() != 200) {
                        failures.add(answer.statusCode() + " " + answer.body());
                    }
                } catch (IOException broken) {
                    failures.add(broken.toString());
                }
                for (CountDownLatch count : counts) {
                    count.countDown();
                }
            }
        }
        return failures;
    }

    private static void await(CountDownLatch count) {
        try {
            count.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
