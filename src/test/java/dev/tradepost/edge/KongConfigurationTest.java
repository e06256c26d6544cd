package dev.tradepost.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** deploy/kong/kong.yaml against what Kong 3.4 knows, as far as this shop uses it. Kong itself is not run. */
class KongConfigurationTest {

    private static final Object TEXT = String.class;
    private static final Object NUMBER = Integer.class;
    private static final Object FLAG = Boolean.class;
    private static final List<?> TEXTS = List.of(TEXT);

    private static final Map<String, Object> CHECK_HEALTHY = Map.of("interval", NUMBER, "successes", NUMBER,
            "http_statuses", List.of(NUMBER));
    private static final Map<String, Object> CHECK_UNHEALTHY = Map.of("interval", NUMBER, "tcp_failures", NUMBER,
            "timeouts", NUMBER, "http_failures", NUMBER, "http_statuses", List.of(NUMBER));
    private static final Map<String, Object> PLUGIN = Map.of("name", TEXT, "enabled", FLAG, "config", Map.class);
    private static final Map<String, Object> ROUTE = Map.ofEntries(Map.entry("name", TEXT), Map.entry("paths", TEXTS),
            Map.entry("methods", Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")),
            Map.entry("headers", Map.class), Map.entry("protocols", Set.of("http", "https")),
            Map.entry("regex_priority", NUMBER), Map.entry("strip_path", FLAG), Map.entry("preserve_host", FLAG),
            Map.entry("request_buffering", FLAG), Map.entry("response_buffering", FLAG),
            Map.entry("plugins", List.of(PLUGIN)));
    private static final Map<String, Object> SERVICE = Map.ofEntries(Map.entry("name", TEXT), Map.entry("host", TEXT),
            Map.entry("port", NUMBER), Map.entry("protocol", TEXT), Map.entry("retries", NUMBER),
            Map.entry("connect_timeout", NUMBER), Map.entry("write_timeout", NUMBER),
            Map.entry("read_timeout", NUMBER), Map.entry("routes", List.of(ROUTE)),
            Map.entry("plugins", List.of(PLUGIN)));
    private static final Map<String, Object> UPSTREAM = Map.of("name", TEXT, "algorithm", TEXT, "slots", NUMBER,
            "healthchecks",
            Map.of("active",
                    Map.of("type", TEXT, "http_path", TEXT, "timeout", NUMBER, "concurrency", NUMBER, "healthy",
                            CHECK_HEALTHY, "unhealthy", CHECK_UNHEALTHY),
                    "passive",
                    Map.of("type", TEXT, "healthy",
                            Map.of("successes", NUMBER, "http_statuses", List.of(NUMBER)), "unhealthy",
                            Map.of("tcp_failures", NUMBER, "timeouts", NUMBER, "http_failures", NUMBER,
                                    "http_statuses", List.of(NUMBER)))),
            "targets", List.of(Map.of("target", TEXT, "weight", NUMBER)));
    private static final Map<String, Object> FILE = Map.of("_format_version", TEXT, "upstreams", List.of(UPSTREAM),
            "services", List.of(SERVICE), "plugins", List.of(PLUGIN));

    private static final Map<String, Map<String, Object>> PLUGINS = Map.of("correlation-id",
            Map.of("header_name", TEXT, "generator", TEXT, "echo_downstream", FLAG), "rate-limiting",
            Map.of("second", NUMBER, "minute", NUMBER, "limit_by", TEXT, "policy", TEXT, "fault_tolerant", FLAG,
                    "hide_client_headers", FLAG),
            "request-size-limiting",
            Map.of("allowed_payload_size", NUMBER, "size_unit", TEXT, "require_content_length", FLAG), "prometheus",
            Map.of("per_consumer", FLAG, "status_code_metrics", FLAG, "latency_metrics", FLAG, "bandwidth_metrics",
                    FLAG, "upstream_health_metrics", FLAG));

    private static Map<?, ?> file;

    @BeforeAll
    static void read() throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        file = new Yaml(new SafeConstructor(strict)).load(Files.readString(Path.of("deploy/kong/kong.yaml")));
    }

    @Test
    void every_field_is_one_that_kong_knows_and_of_its_kind() {
        List<String> wrong = new ArrayList<>();
        check("", file, FILE, wrong);
        plugins().forEach(plugin -> {
            Map<String, Object> known = PLUGINS.get(plugin.get("name"));
            if (known == null) {
                wrong.add("plugin " + plugin.get("name"));
            } else {
                check("plugin " + plugin.get("name"), plugin.get("config"), known, wrong);
            }
        });
        assertThat(wrong).isEmpty();
        assertThat(file.get("_format_version")).isEqualTo("3.0");
    }

    @Test
    void names_are_unique_and_services_go_to_the_upstream() {
        Set<Object> names = new HashSet<>();
        assertThat(Stream.concat(services().stream(), routes().stream()).map(each -> each.get("name")))
                .allMatch(names::add);
        Object upstream = list(file.get("upstreams")).getFirst().get("name");
        assertThat(services()).allMatch(service -> service.get("host").equals(upstream));
    }

    @Test
    void what_changes_something_is_repeated_only_with_a_key() {
        for (Map<?, ?> service : services()) {
            for (Map<?, ?> route : list(service.get("routes"))) {
                boolean safe = Set.of("GET", "HEAD", "OPTIONS").containsAll((List<?>) route.get("methods"));
                boolean keyed = route.get("headers") instanceof Map<?, ?> headers
                        && headers.containsKey("Idempotency-Key");
                assertThat(safe || keyed || service.get("retries").equals(0)).as("%s", route.get("name")).isTrue();
            }
        }
    }

    @Test
    void every_path_of_the_application_has_a_route_and_keeps_its_name() {
        assertThat(routes()).allMatch(route -> Boolean.FALSE.equals(route.get("strip_path")));
        assertThat(route("GET", "/api/v1/orders/4711/events").get("response_buffering")).isEqualTo(false);
        assertThat(route("GET", "/api/v1/jobs/4711/events").get("response_buffering")).isEqualTo(false);
        assertThat(route("POST", "/api/v1/products/import").get("request_buffering")).isEqualTo(false);
        assertThat(route("GET", "/api/v1/products/export").get("response_buffering")).isEqualTo(false);
        for (String path : List.of("/users/me", "/products", "/categories/x", "/orders", "/jobs", "/admin/audit")) {
            assertThat(route("GET", "/api/v1" + path).get("name").toString()).endsWith("-read");
            assertThat(route("PATCH", "/api/v1" + path).get("name").toString()).endsWith("-write");
        }
        assertThat(route("POST", "/api/v1/payments/webhooks/stripe").get("name")).isEqualTo("payment-webhooks");
        assertThat(routes()).noneMatch(route -> accepts(route, "GET", "/metrics") || accepts(route, "GET", "/health"));
    }

    private static Map<?, ?> route(String method, String path) {
        // As Kong does: patterns before beginnings; these do not overlap among themselves but for the key's.
        return Stream.of(true, false)
                .flatMap(pattern -> routes().stream().filter(route -> !route.containsKey("headers"))
                        .filter(route -> ((List<?>) route.get("paths")).getFirst().toString()
                                .startsWith("~") == pattern))
                .filter(route -> accepts(route, method, path)).findFirst()
                .orElseThrow(() -> new AssertionError("no route for " + method + " " + path));
    }

    private static boolean accepts(Map<?, ?> route, String method, String path) {
        return ((List<?>) route.get("methods")).contains(method)
                && ((List<?>) route.get("paths")).stream().map(Object::toString).anyMatch(each -> each.startsWith("~")
                        ? Pattern.compile(each.substring(1)).matcher(path).lookingAt()
                        : path.startsWith(each));
    }

    /** @param known fields and what they hold: a class, a set of words, a list of such, or fields again */
    private static void check(String at, Object value, Object known, List<String> wrong) {
        if (known instanceof Map<?, ?> fields && value instanceof Map<?, ?> object) {
            object.forEach((name, each) -> {
                if (fields.containsKey(name)) {
                    check(at + "/" + name, each, fields.get(name), wrong);
                } else {
                    wrong.add(at + " has a field " + name);
                }
            });
        } else if (known instanceof List<?> elements && value instanceof List<?> list) {
            list.forEach(each -> check(at, each, elements.getFirst(), wrong));
        } else if (known instanceof Set<?> words && value instanceof List<?> list) {
            list.stream().filter(each -> !words.contains(each)).forEach(each -> wrong.add(at + " holds " + each));
        } else if (!(known instanceof Class<?> type && type.isInstance(value))) {
            wrong.add(at + " is " + value);
        }
    }

    private static List<Map<?, ?>> services() {
        return list(file.get("services"));
    }

    private static List<Map<?, ?>> routes() {
        return services().stream().flatMap(service -> list(service.get("routes")).stream()).toList();
    }

    private static List<Map<?, ?>> plugins() {
        return Stream.of(list(file.get("plugins")).stream(),
                Stream.concat(services().stream(), routes().stream())
                        .flatMap(
                                each -> each.containsKey("plugins") ? list(each.get("plugins")).stream() : Stream.of()))
                .flatMap(each -> each).<Map<?, ?>>map(each -> each).toList();
    }

    private static List<Map<?, ?>> list(Object value) {
        return ((List<?>) value).stream().<Map<?, ?>>map(Map.class::cast).toList();
    }
}
