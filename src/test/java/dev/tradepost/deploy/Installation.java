package dev.tradepost.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;

import dev.tradepost.testsupport.Tool;

/** What lies in deploy/kubernetes, and what kubectl makes of it. */
final class Installation {

    static final Path FOLDER = Path.of("deploy", "kubernetes");
    static final List<String> OVERLAYS = List.of("dev", "prod", "local");

    /** Asked once: kubectl takes its time. */
    private static final Map<String, Installation> RENDERED = new ConcurrentHashMap<>();

    private final List<Object> resources;

    private Installation(List<Object> resources) {
        this.resources = resources;
    }

    /** Every file that holds resources, as it is written. */
    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(FOLDER)) {
            return all.filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("kustomization.yaml"))
                    .sorted().toList();
        }
    }

    static Installation written() throws IOException {
        List<Object> all = new ArrayList<>();
        for (Path file : files()) {
            all.addAll(StrictYaml.resources(Files.readString(file)));
        }
        return new Installation(all);
    }

    /** As kubectl would apply it. */
    static Installation rendered(String overlay) {
        return RENDERED.computeIfAbsent(overlay, Installation::render);
    }

    private static Installation render(String overlay) {
        try {
            return new Installation(StrictYaml
                    .resources(run(Tool.KUBECTL.path(), "kustomize",
                            FOLDER.resolve("overlays").resolve(overlay).toString())));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String run(String... command) {
        try {
            Path output = Files.createTempFile("kubectl", ".yaml");
            try {
                Process process = new ProcessBuilder(command).redirectOutput(output.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
                assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
                return Files.readString(output, StandardCharsets.UTF_8);
            } finally {
                Files.delete(output);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    <T> List<T> all(Class<T> kind) {
        return resources.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The one of that name. */
    <T extends HasMetadata> T one(Class<T> kind, String name) {
        return all(kind).stream().filter(each -> each.getMetadata().getName().equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name));
    }

    /** What runs, by kind and name. */
    Map<String, PodTemplateSpec> pods() {
        Map<String, PodTemplateSpec> pods = new LinkedHashMap<>();
        all(Deployment.class).forEach(
                each -> pods.put("Deployment " + each.getMetadata().getName(), each.getSpec().getTemplate()));
        all(StatefulSet.class).forEach(
                each -> pods.put("StatefulSet " + each.getMetadata().getName(), each.getSpec().getTemplate()));
        all(Job.class).forEach(each -> pods.put("Job " + each.getMetadata().getName(), each.getSpec().getTemplate()));
        return pods;
    }
}
