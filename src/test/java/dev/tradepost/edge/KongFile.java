package dev.tradepost.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The declarative configuration of Kong, and the route that Kong finds in it for a request. */
record KongFile(Map<?, ?> content) {

    static KongFile read() throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        return new KongFile(
                new Yaml(new SafeConstructor(strict)).load(Files.readString(Path.of("deploy/kong/kong.yaml"))));
    }

    List<Map<?, ?>> upstreams() {
        return list(content, "upstreams");
    }

    List<Map<?, ?>> services() {
        return list(content, "services");
    }

    List<Map<?, ?>> routes() {
        return services().stream().flatMap(service -> list(service, "routes").stream()).toList();
    }

    /** The global plugins, and those of services and routes. */
    List<Map<?, ?>> plugins() {
        return Stream.of(Stream.of(content), services().stream(), routes().stream()).flatMap(owners -> owners)
                .flatMap(owner -> list(owner, "plugins").stream()).toList();
    }

    boolean hasRoute(String method, String path) {
        return routes().stream().anyMatch(route -> accepts(route, method, path));
    }

    /** The route of a request without an idempotency key. Kong tries patterns before prefixes. */
    Map<?, ?> route(String method, String path) {
        return Stream.of(true, false).flatMap(pattern -> routes().stream()
                .filter(route -> !route.containsKey("headers") && isPattern(paths(route).getFirst()) == pattern))
                .filter(route -> accepts(route, method, path)).findFirst()
                .orElseThrow(() -> new AssertionError("no route for " + method + " " + path));
    }

    static List<Map<?, ?>> list(Map<?, ?> owner, String field) {
        return owner.get(field) instanceof List<?> values
                ? values.stream().<Map<?, ?>>map(Map.class::cast).toList()
                : List.of();
    }

    static List<String> methods(Map<?, ?> route) {
        return texts(route, "methods");
    }

    private static List<String> paths(Map<?, ?> route) {
        return texts(route, "paths");
    }

    private static List<String> texts(Map<?, ?> route, String field) {
        return ((List<?>) route.get(field)).stream().map(Object::toString).toList();
    }

    private static boolean accepts(Map<?, ?> route, String method, String path) {
        return methods(route).contains(method) && paths(route).stream().anyMatch(each -> isPattern(each)
                ? Pattern.compile(each.substring(1)).matcher(path).lookingAt()
                : path.startsWith(each));
    }

    private static boolean isPattern(String path) {
        return path.startsWith("~");
    }
}
