package dev.tradepost.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import com.fasterxml.jackson.databind.JsonNode;

/** An installation sets what docs/configuration.md knows, and all that it says is needed. */
class SettingsTest {

    static final List<String> OVERLAYS = Installation.OVERLAYS;

    /** Variables of which one has to be secret. */
    private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|SECRET|ENCRYPTION_KEY|API_KEY).*");

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void each_setting_is_one_that_there_is(String overlay) throws IOException {
        assertThat(documented().keySet()).containsAll(settings(overlay)).containsAll(secrets(overlay));
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void what_production_needs_is_set(String overlay) throws IOException {
        Set<String> set = new HashSet<>(settings(overlay));
        set.addAll(secrets(overlay));
        List<String> needed = documented().entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey)
                .toList();
        assertThat(needed).hasSizeGreaterThan(8);
        assertThat(set).containsAll(needed);
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void nothing_secret_stands_among_the_settings(String overlay) throws IOException {
        assertThat(settings(overlay)).noneMatch(SECRET.asMatchPredicate());
        assertThat(settings(overlay)).doesNotContainAnyElementsOf(secrets(overlay));
    }

    @Test
    void the_template_of_secrets_has_none() throws IOException {
        JsonNode values = template().path("stringData");
        assertThat(values.properties()).isNotEmpty().allMatch(each -> each.getValue().asText().isEmpty());
    }

    /** Each variable, and whether there is no default. */
    private static Map<String, Boolean> documented() throws IOException {
        Map<String, Boolean> variables = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("docs/configuration.md"))) {
            String[] cells = line.split("\\|", -1);
            if (cells.length < 4 || !cells[1].contains("`")) {
                continue;
            }
            List<String> names = quoted(cells[1]);
            String[] defaults = cells[2].split(",", -1);
            for (int i = 0; i < names.size(); i++) {
                String byDefault = defaults.length == names.size() ? defaults[i] : cells[2];
                variables.put(names.get(i), byDefault.strip().equals("–"));
            }
        }
        return variables;
    }

    private static List<String> quoted(String cell) {
        return Pattern.compile("`([A-Z_]+)`").matcher(cell).results().map(found -> found.group(1)).toList();
    }

    private static Set<String> settings(String overlay) throws IOException {
        Set<String> names = new HashSet<>();
        for (Path folder : List.of(Installation.FOLDER.resolve("base"), folder(overlay))) {
            for (String file : List.of("settings.env", "database.env")) {
                for (String line : Files.readAllLines(folder.resolve(file))) {
                    Matcher setting = Pattern.compile("([A-Z_]+)=.*").matcher(line);
                    if (setting.matches()) {
                        names.add(setting.group(1));
                    } else {
                        assertThat(line).matches("(#.*)?");
                    }
                }
            }
        }
        return names;
    }

    /** Those that the overlay makes itself, or else those of the template. */
    private static Set<String> secrets(String overlay) throws IOException {
        JsonNode kustomization = StrictYaml.documents(Files.readString(folder(overlay).resolve("kustomization.yaml")))
                .getFirst();
        JsonNode literals = kustomization.path("secretGenerator").path(0).path("literals");
        Stream<String> names = literals.isMissingNode()
                ? template().path("stringData").propertyStream().map(Map.Entry::getKey)
                : literals.valueStream().map(literal -> literal.asText().split("=", -1)[0]);
        return new HashSet<>(Arrays.asList(names.toArray(String[]::new)));
    }

    private static JsonNode template() throws IOException {
        return StrictYaml.documents(Files.readString(Installation.FOLDER.resolve("secrets/secret.template.yaml")))
                .getFirst();
    }

    private static Path folder(String overlay) {
        return Installation.FOLDER.resolve("overlays").resolve(overlay);
    }
}
