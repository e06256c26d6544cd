package dev.tradepost.testsupport;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs that some tests need and not every machine has: {@link NeedsTool}. */
public enum Tool {

    NGINX("nginx", "nginx-light"),
    PROMTOOL("promtool", "prometheus"),
    KUBECTL("kubectl", "kubernetes-client"),
    /** Its other programs are beside it. */
    POSTGRES("postgres", "postgresql");

    /** Debian installs the servers of several versions beside each other. */
    private static final Path POSTGRES_VERSIONS = Path.of("/usr/lib/postgresql");

    private final String program;
    private final String debianPackage;

    Tool(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    Optional<Path> find() {
        Stream<String> folders = Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""));
        return Stream.of(postgresVersions(), folders, Stream.of("/usr/sbin")).flatMap(all -> all)
                .map(folder -> Path.of(folder, program)).filter(Files::isExecutable).findFirst();
    }

    private static Stream<String> postgresVersions() {
        String[] versions = POSTGRES_VERSIONS.toFile().list();
        return versions == null
                ? Stream.of()
                : Stream.of(versions).sorted(Comparator.reverseOrder())
                        .map(version -> POSTGRES_VERSIONS.resolve(version).resolve("bin").toString());
    }

    /** @throws java.util.NoSuchElementException if it is not installed, which a test with {@link NeedsTool} never sees */
    public String path() {
        return find().orElseThrow().toString();
    }

    String lack() {
        return "%s is not installed (Debian, Ubuntu: apt-get install %s)".formatted(program, debianPackage);
    }
}
