package dev.tradepost.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** What runs in the pipeline is what somebody has looked at. */
class WorkflowsTest {

    private static final Path FOLDER = Path.of(".github", "workflows");

    @Test
    void each_action_is_pinned_to_a_commit_and_says_its_version() throws IOException {
        int actions = 0;
        for (Path file : files()) {
            for (String line : Files.readAllLines(file)) {
                if (line.matches("\\s*(- )?uses:.*") && !line.contains("uses: ./")) {
                    assertThat(line).as(file.toString()).matches(".*uses: [\\w.-]+/[\\w./-]+@[0-9a-f]{40} # v\\d+.*");
                    actions++;
                }
            }
        }
        assertThat(actions).isPositive();
    }

    @Test
    void each_workflow_can_be_read_and_may_do_no_more_than_it_says() throws IOException {
        for (Path file : files()) {
            JsonNode workflow = StrictYaml.documents(Files.readString(file)).getFirst();
            assertThat(workflow.path("permissions").isMissingNode()).as(file + " says what it may").isFalse();
            assertThat(workflow.path("jobs").properties()).as(file.toString()).isNotEmpty().allSatisfy(job -> {
                assertThat(job.getValue().has("timeout-minutes") || job.getValue().has("uses"))
                        .as(job.getKey() + " ends some day").isTrue();
            });
        }
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(FOLDER)) {
            return all.filter(file -> file.toString().matches(".*\\.ya?ml")).sorted().toList();
        }
    }
}
