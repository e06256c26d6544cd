package dev.tradepost.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields of Kong 3.4 that the configuration uses, with their types. */
final class KongSchema {

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

    private KongSchema() {}

    /** Every unknown field, wrong type and unknown plugin. */
    static List<String> violations(KongFile file) {
        List<String> violations = new ArrayList<>();
        check("", file.content(), FILE, violations);
        for (Map<?, ?> plugin : file.plugins()) {
            Map<String, Object> fields = PLUGINS.get(plugin.get("name"));
            if (fields == null) {
                violations.add("unknown plugin " + plugin.get("name"));
            } else {
                check("plugin " + plugin.get("name"), plugin.get("config"), fields, violations);
            }
        }
        return violations;
    }

    /** @param known a class, a set of words, a list with one of these, or the fields of an object */
    private static void check(String at, Object value, Object known, List<String> violations) {
        if (known instanceof Map<?, ?> fields && value instanceof Map<?, ?> object) {
            object.forEach((name, each) -> {
                if (fields.containsKey(name)) {
                    check(at + "/" + name, each, fields.get(name), violations);
                } else {
                    violations.add(at + " has an unknown field " + name);
                }
            });
        } else if (known instanceof List<?> elements && value instanceof List<?> list) {
            list.forEach(each -> check(at, each, elements.getFirst(), violations));
        } else if (known instanceof Set<?> words && value instanceof List<?> list) {
            list.stream().filter(each -> !words.contains(each)).forEach(each -> violations.add(at + " has " + each));
        } else if (!(known instanceof Class<?> type && type.isInstance(value))) {
            violations.add(at + " is " + value);
        }
    }
}
