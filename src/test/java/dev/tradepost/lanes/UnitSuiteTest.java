package dev.tradepost.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

class UnitSuiteTest {

    private static final Path TESTS = Path.of("src/test/java");

    /** The other suites leave ArchUnit out. */
    @Test
    void all_rules_of_ArchUnit_run_here() throws IOException {
        try (var files = Files.walk(TESTS)) {
            List<String> rules = files.filter(file -> file.toString().endsWith("Test.java"))
                    .filter(file -> text(file).contains("\n@AnalyzeClasses"))
                    .map(file -> TESTS.relativize(file).toString().replace(".java", "").replace('/', '.')).toList();
            assertThat(rules).isNotEmpty().allMatch(name -> name.matches(UnitSuite.CLASSES));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
