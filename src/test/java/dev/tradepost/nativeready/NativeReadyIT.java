package dev.tradepost.nativeready;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Whether all that Jackson took apart during the tests is registered for reflection. What is not works on the JVM, and fails in a native
 * executable: this tells without building one.
 */
public class NativeReadyIT {

    private static final Path TARGET = Path.of("target");

    @Test
    void what_jackson_takes_apart_is_registered_for_reflection() throws IOException {
        assumeTrue(Files.isDirectory(JsonTypes.FOLDER), "no tests have run since the last clean build");
        Set<String> used = new TreeSet<>();
        try (Stream<Path> notes = Files.list(JsonTypes.FOLDER)) {
            for (Path lane : (Iterable<Path>) notes::iterator) {
                used.addAll(Files.readAllLines(lane));
            }
        }
        Set<String> product = Registered.product().stream().filter(type -> !type.isEnum()).map(Class::getName)
                .collect(Collectors.toSet());
        used.retainAll(product); // neither the tests' own nor what was there in an older build
        used.removeAll(Registered.names());
        assertThat(used).as("used by Jackson; add @RegisterForReflection, with a comment why").isEmpty();
    }

    @Test
    void what_we_take_for_registered_is_so_in_the_native_executable() throws IOException {
        Optional<File> image = nativeSources();
        assumeTrue(image.isPresent(), "no native executable was built");
        try (JarFile jar = new JarFile(image.get());
                InputStream list = jar.getInputStream(jar.getJarEntry("META-INF/native-image/reflect-config.json"))) {
            Set<String> real = StreamSupport.stream(new ObjectMapper().readTree(list).spliterator(), false)
                    .filter(entry -> entry.path("allDeclaredFields").asBoolean()
                            || entry.path("allDeclaredMethods").asBoolean())
                    .map((JsonNode entry) -> entry.path("name").asText()).collect(Collectors.toSet());
            Set<String> ours = Registered.names().stream().filter(name -> name.startsWith("dev.tradepost."))
                    .collect(Collectors.toSet());
            assertThat(real).containsAll(ours);
        }
    }

    private static Optional<File> nativeSources() throws IOException {
        try (Stream<Path> folders = Files.list(TARGET)) {
            return folders.filter(it -> it.toString().endsWith("-native-image-source-jar")).map(it -> it.toFile()
                    .listFiles((_, name) -> name.endsWith(".jar"))).flatMap(Stream::of).findFirst();
        }
    }
}
