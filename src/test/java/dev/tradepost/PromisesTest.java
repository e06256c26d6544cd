package dev.tradepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import dev.tradepost.testsupport.Sources;

/**
 * {@code docs/promises.md} names, for each promise, the tests and drills that carry its number. {@code -Dpromises.write=true} brings the page
 * up to date.
 */
class PromisesTest {

    private static final Path PAGE = Path.of("docs", "promises.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (P\\d+a?) \\| ([^|]*) \\| ([^|]*) \\|$");
    private static final Pattern TEST = Pattern.compile("void ((?:P\\d+a?_)+)");
    private static final Pattern NUMBER = Pattern.compile("P\\d+a?");
    private static final Pattern WORD = Pattern.compile("\\bP\\d+a?\\b");

    @Test
    void each_promise_names_the_tests_that_prove_it() throws IOException {
        Map<String, String> proofs = proofs();
        String page = Files.readString(PAGE);
        String current = ROW.matcher(page).replaceAll(row -> "| %s | %s | %s |".formatted(row.group(1), row.group(2),
                proofs.getOrDefault(row.group(1), "")));
        if (Boolean.getBoolean("promises.write")) {
            Files.writeString(PAGE, current);
        }
        assertThat(Files.readString(PAGE)).as("run this test with -Dpromises.write=true").isEqualTo(current);
        Set<String> promised = ROW.matcher(page).results().map(row -> row.group(1)).collect(Collectors.toSet());
        assertThat(proofs.keySet()).as("promises without a test, and numbers that no promise has").isEqualTo(promised);
    }

    /** By number: classes of tests, then programs of {@code deploy/bench}. */
    private static Map<String, String> proofs() {
        Map<String, Set<String>> proofs = new TreeMap<>();
        Sources.files(Path.of("src", "test", "java"), ".java").forEach(file -> numbers(file, TEST)
                .forEach(number -> add(proofs, number, Sources.className(file))));
        Sources.files(Path.of("deploy", "bench"), ".java").forEach(file -> numbers(file, WORD)
                .forEach(number -> add(proofs, number, "bench/" + Sources.className(file))));
        return proofs.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.join(", ", entry.getValue())));
    }

    private static void add(Map<String, Set<String>> proofs, String number, String name) {
        proofs.computeIfAbsent(number, _ -> new TreeSet<>(Comparator.comparing((String it) -> it.startsWith("bench/"))
                .thenComparing(Comparator.naturalOrder()))).add(name);
    }

    private static List<String> numbers(Path file, Pattern where) {
        return where.matcher(Sources.text(file)).results().map(MatchResult::group)
                .flatMap(found -> NUMBER.matcher(found).results()).map(MatchResult::group).toList();
    }
}
