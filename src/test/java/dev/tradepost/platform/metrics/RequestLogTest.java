package dev.tradepost.platform.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.logging.json.runtime.AdditionalField;
import io.quarkus.logging.json.runtime.JsonFormatter;
import io.quarkus.logging.json.runtime.JsonLogConfig.AdditionalFieldConfig;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;

@QuarkusTest
class RequestLogTest {

    private static final String FAILS = "/api/test-only/fails";
    private static final String TAKES_LONG = "/api/test-only/takes-long";
    private static final String CONFIG = "quarkus.log.console.json.";

    private final List<ExtLogRecord> lines = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line instanceof ExtLogRecord full) {
                full.copyAll(); // what is in the MDC now
                lines.add(full);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @ApplicationScoped
    static class Trouble {
        void register(@Observes Router router, Vertx vertx) {
            router.route(FAILS).handler(request -> request.fail(new IllegalStateException("on purpose")));
            router.route(TAKES_LONG).handler(request -> vertx.setTimer(1_100, _ -> request.response().end("at last")));
        }
    }

    @BeforeEach
    void listen() {
        Logger.getLogger(RequestLog.class.getName()).addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger(RequestLog.class.getName()).removeHandler(listener);
    }

    @Test
    void a_request_that_fails_leaves_one_line_of_json_that_names_it_and_its_user_by_id_only() {
        Shop.Customer customer = Shop.customer();
        String requestId = Shop.unique("request");
        String traceId = customer.request().header("X-Request-Id", requestId).get(FAILS).then().statusCode(500)
                .extract().header("X-Trace-Id");
        String text = told(requestId);
        JsonNode line = json(text);
        assertThat(line.get("level").asText()).isEqualTo("WARN");
        assertThat(line.get("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(line.get("service").asText()).isEqualTo("tradepost");
        assertThat(line.get("environment").asText()).isEqualTo("prod");
        JsonNode request = line.get("mdc");
        assertThat(request.get("traceId").asText()).isEqualTo(traceId);
        assertThat(request.get("userId").asText()).isEqualTo(customer.userId().toString());
        assertThat(request.get("route").asText()).isEqualTo("unmatched");
        assertThat(request.get("status").asText()).isEqualTo("500");
        assertThat(request.get("method").asText()).isEqualTo("GET");
        assertThat(request.get("duration").asText()).matches("\\d+\\.\\d{3}");
        assertThat(text).doesNotContain(customer.email()).doesNotContain("test-only");
    }

    @Test
    void a_request_that_takes_long_leaves_a_line_and_a_quick_one_none() {
        String slow = Shop.unique("request");
        String quick = quick();
        Shop.request().header("X-Request-Id", slow).get(TAKES_LONG).then().statusCode(200);
        JsonNode line = json(told(slow));
        assertThat(line.get("message").asText()).matches("Slow request: GET unmatched 200, \\d{4,} ms");
        assertThat(line.get("mdc").has("userId")).isFalse();
        assertThat(lines).noneMatch(other -> quick.equals(other.getMdc("requestId")));
    }

    /** The id of a request that was quick: on a busy machine not each one is. */
    private static String quick() {
        return Eventually.first(() -> {
            String requestId = Shop.unique("request");
            long begun = System.nanoTime();
            Shop.request().header("X-Request-Id", requestId).get(Shop.API + "/categories").then().statusCode(200);
            boolean isQuick = Duration.ofNanos(System.nanoTime() - begun).compareTo(Duration.ofSeconds(1)) < 0;
            return isQuick ? List.of(requestId) : List.of();
        });
    }

    /** The line of this request, as production writes it. */
    private String told(String requestId) {
        Eventually.holds(() -> assertThat(lines).anyMatch(line -> requestId.equals(line.getMdc("requestId"))));
        List<String> told = lines.stream().filter(line -> requestId.equals(line.getMdc("requestId")))
                .map(production()::format).toList();
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().strip()).doesNotContain("\n");
        return told.getFirst();
    }

    /** With what application.properties configures. */
    private static JsonFormatter production() {
        Map<String, AdditionalField> fields = List.of("service", "environment").stream()
                .collect(Collectors.toMap(name -> name,
                        name -> new AdditionalField(config("additional-field.\"" + name + "\".value"),
                                AdditionalFieldConfig.Type.STRING)));
        return new JsonFormatter(null, Set.copyOf(Arrays.asList(config("excluded-keys").split(","))), fields);
    }

    private static String config(String name) {
        return ConfigProvider.getConfig().getValue(CONFIG + name, String.class);
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(line, broken);
        }
    }
}
