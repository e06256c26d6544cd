package dev.tradepost.testsupport;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.restassured.builder.ResponseBuilder;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;

/**
 * Stands between the tests and what runs, and holds every answer against the OpenAPI document of what runs: its status, its media type
 * and each value of its body.
 */
public final class Contract implements Filter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<String> succeeded = new TreeSet<>();
    private Map<String, Object> document = Map.of();
    private List<Operation> operations = List.of();

    private record Operation(String method, String path, Map<String, Object> answers) {

        /** The more of it is said by its name, the earlier it is meant: /products/export is no product. */
        int variables() {
            return path.length() - path.replace("{", "").length();
        }

        boolean is(String aMethod, String aPath) {
            return method.equals(aMethod) && Pattern.matches(path.replaceAll("\\{[^}]+}", "[^/]+"), aPath);
        }

        String name() {
            return method + " " + path.substring(Shop.API.length());
        }
    }

    @Override
    public Response filter(FilterableRequestSpecification request, FilterableResponseSpecification ignored,
            FilterContext context) {
        Response answer = context.next(request, ignored);
        byte[] body = answer.asByteArray();
        check(URI.create(request.getURI()), request.getMethod(), answer.statusCode(), answer.contentType(),
                body);
        return new ResponseBuilder().clone(answer).setBody(body).build();
    }

    /** @param contentType none if there is no body */
    void check(URI uri, String method, int status, @Nullable String contentType, byte[] body) {
        String path = uri.getPath();
        if (path.startsWith(Shop.API + "/")) {
            readTheDocument(uri.getPort());
            operations.stream().filter(it -> it.is(method, path)).min(Comparator.comparingInt(Operation::variables))
                    .ifPresent(it -> judge(it, status, contentType, body));
        }
    }

    /** Fails, with their names, when an operation was not seen to succeed. */
    public void requireAllBut(String... exempt) {
        Set<String> missing = new TreeSet<>(operations.stream().map(Operation::name).toList());
        missing.removeAll(succeeded);
        assertThat(missing).as("operations that no journey goes through").containsExactlyInAnyOrder(exempt);
    }

    /** @param port of an instance of what is tested; all have the same */
    private void readTheDocument(int port) {
        if (operations.isEmpty()) {
            document = object(
                    read(given().noFiltersOfType(Contract.class).port(port).accept("application/json").get("/openapi")
                            .then().statusCode(200).extract().asByteArray()));
            operations = object(document.get("paths")).entrySet().stream()
                    .flatMap(path -> object(path.getValue()).entrySet().stream()
                            .filter(method -> path.getKey().startsWith(Shop.API) && method.getValue() instanceof Map)
                            .map(method -> new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(),
                                    object(object(method.getValue()).get("responses")))))
                    .toList();
        }
    }

    private void judge(Operation operation, int status, @Nullable String contentType, byte[] body) {
        if (status == 304) {
            return; // HTTP's own word about a copy that the client has
        }
        String where = operation.name() + " " + status;
        Object declared = operation.answers().get(Integer.toString(status));
        if (declared == null && status >= 400) {
            declared = operation.answers().get("default");
        }
        assertThat(declared).as("what is declared for " + where).isNotNull();
        Map<String, Object> contents = object(resolved(object(declared)).getOrDefault("content", Map.of()));
        String type = Objects.requireNonNullElse(contentType, "").split(";", 2)[0];
        if (body.length > 0) {
            assertThat(contents).as("media types of " + where).containsKey(type);
        }
        if (type.endsWith("json") && !type.contains("ndjson")) {
            fits(read(body), object(object(contents.get(type)).get("schema")), where);
        }
        if (status < 300) {
            succeeded.add(operation.name());
        }
    }

    private void fits(Object value, Map<String, Object> unresolved, String where) {
        Map<String, Object> schema = resolved(unresolved);
        if (value == null) {
            return; // no answer says which of its fields may have no value
        }
        if (schema.get("enum") instanceof List<?> words) {
            assertThat(words.contains(value)).as("%s is %s and one of %s", where, value, words).isTrue();
        }
        assertThat(hasType(value, schema.get("type"))).as("%s is %s: %s", where, schema.get("type"), value).isTrue();
        if (value instanceof List<?> list && schema.containsKey("items")) {
            list.forEach(item -> fits(item, object(schema.get("items")), where + "/-"));
        }
        if (value instanceof Map<?, ?>) {
            fieldsFit(object(value), schema, where);
        }
    }

    private void fieldsFit(Map<String, Object> value, Map<String, Object> schema, String where) {
        Map<String, Object> fields = object(schema.getOrDefault("properties", Map.of()));
        if (fields.isEmpty()) {
            Object others = schema.get("additionalProperties");
            value.forEach((name, field) -> {
                if (others instanceof Map) {
                    fits(field, object(others), where + "/" + name);
                }
            });
            return;
        }
        // An object with nothing in it is what a native executable makes of a class that nobody has registered.
        assertThat(value).as(where).isNotEmpty();
        assertThat(fields.keySet()).as("fields of " + where).containsAll(value.keySet());
        if (schema.get("required") instanceof List<?> required) {
            assertThat(value.keySet().containsAll(required)).as("%s has all of %s", where, required).isTrue();
        }
        value.forEach((name, field) -> fits(field, object(fields.get(name)), where + "/" + name));
    }

    /** @param types one, several, or null where any will do */
    private static boolean hasType(Object value, Object types) {
        String type = typeOf(value);
        return types == null || types.equals(type) || (types instanceof List<?> several && several.contains(type))
                || (types.equals("number") && type.equals("integer"));
    }

    private static String typeOf(Object value) {
        return switch (value) {
            case String _ -> "string";
            case Boolean _ -> "boolean";
            case Double _ -> "number";
            case Number _ -> "integer"; // Jackson makes no other fractions of its own accord
            case List<?> _ -> "array";
            default -> "object";
        };
    }

    /** What a reference stands for. */
    private Map<String, Object> resolved(Map<String, Object> schema) {
        if (!(schema.get("$ref") instanceof String reference)) {
            return schema;
        }
        Map<String, Object> found = document;
        for (String step : reference.substring("#/".length()).split("/", -1)) {
            found = object(found.get(step));
        }
        return resolved(found);
    }

    @SuppressWarnings("unchecked") // objects of JSON
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private static Object read(byte[] body) {
        try {
            return JSON.readValue(body, Object.class);
        } catch (IOException noJson) {
            throw new UncheckedIOException(noJson);
        }
    }
}
