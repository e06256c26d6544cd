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
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Whether the native executable is built with what {@link NativeReady} takes for registered. */
public class NativeReadyIT {

    private static final Path TARGET = Path.of("target");

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
