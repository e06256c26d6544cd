package dev.tradepost.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Notes which answers of which operations the tests have seen, and which the document declares; the build ends with those that no test has
 * produced ({@code deploy/dev/unseen-answers}).
 */
final class SeenAnswers {

    private static final Path FOLDER = Path.of("target/contract");
    private static final Path SEEN = FOLDER.resolve("seen-" + ProcessHandle.current().pid());
    private static final Path DECLARED = FOLDER.resolve("declared");
    private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();

    private SeenAnswers() {}

    /** @param answers such as {@code GET /orders/{orderId} 404} */
    static void declare(List<String> answers) {
        write(DECLARED, String.join("\n", answers) + "\n", StandardOpenOption.TRUNCATE_EXISTING);
    }

    static void note(String answer) {
        if (KNOWN.add(answer)) {
            write(SEEN, answer + "\n", StandardOpenOption.APPEND);
        }
    }

    private static void write(Path file, String text, StandardOpenOption how) {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
