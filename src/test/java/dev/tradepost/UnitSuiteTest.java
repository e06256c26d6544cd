package dev.tradepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.tradepost.testsupport.Sources;

class UnitSuiteTest {

    private static final Path TESTS = Path.of("src/test/java");

    /** The other suites leave ArchUnit out. */
    @Test
    void all_rules_of_ArchUnit_run_here() {
        List<String> rules = Sources.files(TESTS, "Test.java").stream()
                .filter(file -> Sources.text(file).contains("\n@AnalyzeClasses"))
                .map(file -> TESTS.relativize(file).toString().replace(".java", "").replace('/', '.')).toList();
        assertThat(rules).isNotEmpty().allMatch(name -> name.matches(UnitSuite.CLASSES));
    }
}
