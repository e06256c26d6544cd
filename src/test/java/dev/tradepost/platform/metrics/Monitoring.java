package dev.tradepost.platform.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** What lies in deploy/monitoring: the rules of Prometheus and the dashboards of Grafana. */
final class Monitoring {

    static final Path PROMETHEUS = Path.of("deploy", "monitoring", "prometheus");
    private static final Path GRAFANA = Path.of("deploy", "monitoring", "grafana");

    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)\\s*(?:=~|!~|!=|=)");
    private static final Pattern LABELS = Pattern
            .compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern NAME = Pattern.compile("(?<![\\w:.])[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\(|[\\w:])");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool", "atan2", "inf", "nan");

    private Monitoring() {}

    /** @param where for people: the file and what in it */
    record Query(String where, String expression) {

        /** Every metric that is asked for. */
        Set<String> metrics() {
            String bare = RANGE.matcher(LABELS.matcher(withoutSelectors()).replaceAll(" ")).replaceAll(" ");
            return NAME.matcher(bare).results().map(name -> name.group()).filter(Predicate.not(WORDS::contains))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** Which labels the metrics are asked to have. */
        Map<String, Set<String>> labels() {
            Map<String, Set<String>> labels = new TreeMap<>();
            SELECTOR.matcher(withoutTexts()).results().forEach(selector -> labels
                    .computeIfAbsent(selector.group(1), _ -> new TreeSet<>()).addAll(MATCHER.matcher(selector.group(2))
                            .results().map(matcher -> matcher.group(1)).toList()));
            return labels;
        }

        private String withoutTexts() {
            return TEXT.matcher(expression).replaceAll("\"\"");
        }

        private String withoutSelectors() {
            return withoutTexts().replaceAll("\\{[^}]*}", " ");
        }
    }

    record Rule(String file, JsonNode json) {

        String name() {
            return json.has("alert") ? json.get("alert").asText() : json.get("record").asText();
        }

        boolean isAlert() {
            return json.has("alert");
        }

        Query query() {
            return new Query(file + " " + name(), json.get("expr").asText());
        }

        String annotation(String name) {
            return json.path("annotations").path(name).asText();
        }
    }

    static List<Rule> rules() {
        return files(PROMETHEUS.resolve("rules"), ".yml").flatMap(file -> read(new YAMLMapper(), file).get("groups")
                .valueStream().flatMap(group -> group.get("rules").valueStream())
                .map(rule -> new Rule(file.getFileName().toString(), rule))).toList();
    }

    static Map<String, JsonNode> dashboards() {
        return files(GRAFANA, ".json").collect(Collectors.toMap(file -> file.getFileName().toString(),
                file -> read(new ObjectMapper(), file)));
    }

    static List<Query> queries() {
        Stream<Query> shown = dashboards().entrySet().stream().flatMap(
                board -> board.getValue().get("panels").valueStream()
                        .flatMap(panel -> panel.path("targets").valueStream()
                                .map(target -> new Query(board.getKey() + " " + panel.get("title").asText(),
                                        target.get("expr").asText()))));
        return Stream.concat(shown, rules().stream().map(Rule::query)).toList();
    }

    private static Stream<Path> files(Path folder, String ending) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static JsonNode read(ObjectMapper format, Path file) {
        try {
            return format.readTree(file.toFile());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
