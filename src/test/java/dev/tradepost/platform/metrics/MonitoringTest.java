package dev.tradepost.platform.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.tradepost.platform.metrics.Monitoring.Query;
import dev.tradepost.testsupport.NeedsTool;
import dev.tradepost.testsupport.Tool;

class MonitoringTest {

    @Test
    @NeedsTool(Tool.PROMTOOL)
    void prometheus_accepts_the_rules_and_they_fire_when_they_should_and_only_then() throws Exception {
        run("check", "rules", "rules");
        run("test", "rules", "tests");
    }

    @Test
    void every_alert_says_what_it_means_how_bad_it_is_and_where_to_read_what_to_do() throws IOException {
        Set<String> chapters;
        try (Stream<String> lines = Files.lines(Path.of("docs", "operations", "runbooks.md"))) {
            chapters = Set
                    .copyOf(lines.filter(line -> line.startsWith("### ")).map(line -> line.substring(4)).toList());
        }
        assertThat(Monitoring.rules().stream().filter(Monitoring.Rule::isAlert)).hasSizeGreaterThan(20)
                .allSatisfy(alert -> {
                    assertThat(alert.annotation("summary")).as(alert.name()).isNotBlank();
                    assertThat(alert.annotation("description")).as(alert.name()).isNotBlank();
                    assertThat(alert.annotation("runbook_url"))
                            .isEqualTo("docs/operations/runbooks.md#" + alert.name().toLowerCase(Locale.ROOT));
                    assertThat(chapters).contains(alert.name());
                    assertThat(alert.json().path("labels").path("severity").asText()).isIn("page", "ticket");
                });
        assertThat(chapters).allSatisfy(chapter -> assertThat(Monitoring.rules()).as("an alert for the runbook")
                .anyMatch(rule -> rule.name().equals(chapter)));
    }

    @Test
    void every_dashboard_has_a_name_of_its_own_and_panels_that_do_not_overlap() {
        assertThat(Monitoring.dashboards()).hasSize(5).allSatisfy((file, board) -> {
            assertThat(board.get("uid").asText() + ".json").isEqualTo(file);
            List<String> taken = new ArrayList<>();
            board.get("panels").valueStream().map(panel -> panel.get("gridPos")).forEach(place -> {
                assertThat(place.get("x").asInt() + place.get("w").asInt()).as(file).isLessThanOrEqualTo(24);
                for (int x = 0; x < place.get("w").asInt(); x++) {
                    for (int y = 0; y < place.get("h").asInt(); y++) {
                        taken.add((place.get("x").asInt() + x) + "," + (place.get("y").asInt() + y));
                    }
                }
            });
            assertThat(taken).as(file).doesNotHaveDuplicates();
        });
    }

    @Test
    void metrics_and_labels_are_found_in_a_query() {
        Query query = new Query("", "histogram_quantile(0.9, sum by (le, route) (rate(a_bucket{le=\"0.5\", "
                + "route!~\"x|.*/(y|z)\"}[5m]))) > 1.5 and on (job) b:c:d5m unless e offset 5m or vector(0)");
        assertThat(query.metrics()).containsExactly("a_bucket", "b:c:d5m", "e");
        assertThat(query.labels()).isEqualTo(Map.of("a_bucket", Set.of("le", "route")));
    }

    private static void run(String verb, String what, String folder)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Tool.PROMTOOL.path(), verb, what));
        try (Stream<Path> files = Files.list(Monitoring.PROMETHEUS.resolve(folder))) {
            files.map(Path::toString).sorted().forEach(command::add);
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
