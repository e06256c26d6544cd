package dev.tradepost.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Kubernetes alerts by the same rules as any other Prometheus. They stand twice, because kustomize cannot put a file of rules into a
 * resource.
 */
class PrometheusRuleTest {

    private static final Path RULES = Path.of("deploy", "monitoring", "prometheus", "rules");

    @Test
    void kubernetes_has_the_rules_that_are_tested() throws IOException {
        List<JsonNode> tested;
        try (Stream<Path> files = Files.list(RULES)) {
            tested = files.filter(file -> file.toString().matches(".*\\.ya?ml")).sorted().map(PrometheusRuleTest::read)
                    .flatMap(file -> file.path("groups").valueStream()).toList();
        }
        JsonNode resource = read(Installation.FOLDER.resolve("components/monitoring/prometheus-rule.yaml"));
        assertThat(tested).isNotEmpty();
        assertThat(resource.path("spec").path("groups").valueStream().toList())
                .containsExactlyInAnyOrderElementsOf(tested);
    }

    private static JsonNode read(Path file) {
        try {
            return StrictYaml.documents(Files.readString(file)).getFirst();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
