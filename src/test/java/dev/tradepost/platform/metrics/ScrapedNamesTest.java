package dev.tradepost.platform.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.platform.metrics.Monitoring.Rule;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Scrape;
import dev.tradepost.testsupport.Shop;

/** A dashboard or an alert that asks for a metric that does not exist says for ever that all is well. */
@QuarkusTest
class ScrapedNamesTest {

    /** Prometheus itself adds the first to each target; the second comes from RabbitMQ's own exporter. */
    private static final Map<String, Set<String>> FOREIGN = Map.of("up", Set.of(),
            "rabbitmq_detailed_queue_messages_ready", Set.of("vhost", "queue"));
    /** Which Prometheus adds to everything that it scrapes. */
    private static final Set<String> LABELS_OF_PROMETHEUS = Set.of("job", "instance");

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void every_metric_and_label_that_a_dashboard_or_a_rule_asks_for_exists() {
        someTraffic();
        Set<String> recorded = Monitoring.rules().stream().filter(rule -> !rule.isAlert()).map(Rule::name)
                .collect(Collectors.toSet());
        Eventually.holds(() -> {
            Scrape scrape = Scrape.of(management);
            Set<String> known = new HashSet<>(scrape.names());
            known.addAll(recorded);
            known.addAll(FOREIGN.keySet());
            assertThat(Monitoring.queries()).hasSizeGreaterThan(100).allSatisfy(query -> {
                assertThat(query.metrics()).as("%s: %s", query.where(), query.expression()).isNotEmpty()
                        .isSubsetOf(known);
                query.labels().forEach((metric, labels) -> assertThat(labels).as("%s: labels of %s", query.where(),
                        metric).isSubsetOf(labels(metric, scrape)));
            });
        });
    }

    private static Set<String> labels(String metric, Scrape scrape) {
        Set<String> labels = new HashSet<>(LABELS_OF_PROMETHEUS);
        labels.addAll(FOREIGN.getOrDefault(metric, Set.of()));
        if (metric.contains(":")) {
            labels.addAll(recordedLabels(metric));
        }
        scrape.all(metric).forEach(sample -> labels.addAll(sample.labels().keySet()));
        return labels;
    }

    /** What a rule sums by is what can be asked of it. */
    private static Set<String> recordedLabels(String name) {
        String expression = Monitoring.rules().stream().filter(rule -> rule.name().equals(name)).findFirst()
                .orElseThrow().query().expression();
        return Set.of(expression.replaceAll("(?s).*?\\bby \\(([^)]*)\\).*", "$1").split(",\\s*"));
    }

    private static void someTraffic() {
        Shop.Customer customer = Shop.customer();
        UUID product = Shop.product("10.00", 3);
        Shop.readProduct(product).then().statusCode(200);
        UUID order = customer.order("tok_approved", product, 1);
        Eventually.becomes(customer, order, "PROCESSING/PAID");
        assertThat(customer.order("tok_approved", Map.of(product, 99)).statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(Shop.request().get("/" + Shop.unique("nowhere")).statusCode()).isEqualTo(404);
    }
}
