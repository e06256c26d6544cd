package dev.tradepost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.tradepost.testsupport.Sources;

/** The glossary, the architecture page and its pictures name classes and packages that exist. */
class DocumentedNamesTest {

    private static final Path DOCS = Path.of("docs");
    private static final Path PICTURES = DOCS.resolve("architecture");
    private static final Path MAIN = Path.of("src", "main", "java", "dev", "tradepost");
    private static final Pattern QUOTED = Pattern.compile("`([\\w.]+)[^`]*`");
    private static final Pattern TYPE = Pattern.compile("\\b(?:[A-Z][a-z]+){2,}\\b");
    private static final Pattern MODULE = Pattern.compile("(?m)^module (\\w+)");
    private static final Pattern PACKAGES = Pattern.compile("(?m)^(?:api|features) (.*)");
    private static final Pattern NAME = Pattern.compile("(?m)^(?:module|step|queue|outside) ([^|\\n]+)");

    @ParameterizedTest
    @ValueSource(strings = {"glossary.md", "architecture.md", "architecture/order.txt"})
    void named_classes_exist(String file) throws IOException {
        String text = Files.readString(DOCS.resolve(file));
        String names = file.endsWith(".md")
                ? QUOTED.matcher(text).results().map(quoted -> quoted.group(1)).collect(Collectors.joining("\n"))
                : text;
        Set<String> types = TYPE.matcher(names).results().map(type -> type.group())
                .collect(Collectors.toCollection(TreeSet::new));
        types.removeAll(sources());
        assertThat(types).as("in %s", file).isEmpty();
    }

    @Test
    void classes_of_the_glossary_are_in_the_named_package() throws IOException {
        assertThat(QUOTED.matcher(Files.readString(DOCS.resolve("glossary.md"))).results().map(name -> name.group(1))
                .filter(name -> name.matches("[a-z]+(\\.[a-z]+)*\\.[A-Z]\\w+"))
                .filter(name -> !Files.exists(MAIN.resolve(name.replace('.', '/') + ".java")))).isEmpty();
    }

    @Test
    void the_picture_of_the_modules_shows_each_package() throws IOException {
        String text = Files.readString(PICTURES.resolve("house.txt"));
        assertThat(words(MODULE, text)).containsExactlyInAnyOrderElementsOf(directories(MAIN));
        Set<String> features = directories(MAIN).stream().flatMap(module -> directories(MAIN.resolve(module)).stream())
                .collect(Collectors.toSet());
        assertThat(words(PACKAGES, text)).containsExactlyInAnyOrderElementsOf(features);
    }

    @ParameterizedTest
    @ValueSource(strings = {"house", "order"})
    void a_picture_shows_the_names_of_its_text(String picture) throws IOException {
        String text = Files.readString(PICTURES.resolve(picture + ".txt"));
        String drawn = Files.readString(PICTURES.resolve(picture + ".svg"));
        assertThat(Stream.concat(NAME.matcher(text).results().map(name -> name.group(1).strip()),
                words(PACKAGES, text).stream()).filter(name -> !drawn.contains(">" + name + "<")))
                .as("run docs/architecture/draw").isEmpty();
    }

    private static Set<String> words(Pattern line, String text) {
        return line.matcher(text).results().flatMap(match -> Arrays.stream(match.group(1).split(" ")))
                .collect(Collectors.toSet());
    }

    private static Set<String> sources() {
        return Sources.files(Path.of("src"), ".java").stream().map(Sources::className).collect(Collectors.toSet());
    }

    private static Set<String> directories(Path parent) {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).map(child -> child.getFileName().toString())
                    .collect(Collectors.toSet());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
