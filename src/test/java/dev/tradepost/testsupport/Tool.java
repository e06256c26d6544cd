package dev.tradepost.testsupport;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs that some tests need and not every machine has: {@link NeedsTool}. */
public enum Tool {

    NGINX("nginx", "nginx-light"),
    PROMTOOL("promtool", "prometheus"),
    KUBECTL("kubectl", "kubernetes-client");

    private final String program;
    private final String debianPackage;

    Tool(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    Optional<Path> find() {
        Stream<String> folders = Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""));
        return Stream.concat(folders, Stream.of("/usr/sbin")).map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable).findFirst();
    }

    /** @throws java.util.NoSuchElementException if it is not installed, which a test with {@link NeedsTool} never sees */
    public String path() {
        return find().orElseThrow().toString();
    }

    String lack() {
        return "%s is not installed (Debian, Ubuntu: apt-get install %s)".formatted(program, debianPackage);
    }
}
