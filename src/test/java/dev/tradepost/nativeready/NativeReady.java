package dev.tradepost.nativeready;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether all that Jackson took apart during the tests is registered for reflection. What is not works on the JVM, and fails in a native
 * executable: this tells without building one.
 */
public final class NativeReady {

    private NativeReady() {}

    /** For the end of a run. */
    public static void requireRegistration() throws IOException {
        Set<String> used = new TreeSet<>(Files.readAllLines(JsonTypes.NOTES));
        Set<String> product = Registered.product().stream().filter(type -> !type.isEnum()).map(Class::getName)
                .collect(Collectors.toSet());
        used.retainAll(product); // not the tests' own
        assertThat(used).as("classes that Jackson took apart").isNotEmpty();
        used.removeAll(Registered.names());
        assertThat(used).as("used by Jackson; add @RegisterForReflection, with a comment why").isEmpty();
    }
}
