package dev.tradepost.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The OpenAPI document of what runs, compiled. Every answer that a test gets is held against it: its status, its headers, its media type and
 * each value of its body. {@link ContractFilter} and {@link Wire} do that for the tests.
 *
 * <p>An answer of an address or a method that the document does not have is a refusal in the form of every problem, and nothing else.
 */
public final class Contract {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final String PROBLEM = "application/problem+json";
    /** What the server says before it looks for an operation, or because there is none. */
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final Set<Integer> REFUSALS = Set.of(400, 404, 405, 406, 413, 414, 415, 429, 431, 503);
    private static final Set<String> WITHOUT_BODY = Set.of("HEAD", "OPTIONS");

    /** Of this process: all applications that it tests are of one build. */
    private static volatile @Nullable Contract current;

    private final List<Operation> operations = new ArrayList<>();
    private final Shape problem;
    private final Set<String> succeeded = ConcurrentHashMap.newKeySet();

    /** @param contents by media type */
    private record Answer(Map<String, Shape> contents, Set<String> headers) {}

    private record Operation(String method, String path, Pattern pattern, Map<Integer, Answer> answers) {

        /** The more of it is said by its name, the earlier it is meant: /products/export is no product. */
        int variables() {
            return path.length() - path.replace("{", "").length();
        }

        boolean is(String aMethod, String aPath) {
            return method.equals(aMethod) && pattern.matcher(aPath).matches();
        }

        String name() {
            return method + " " + path.substring(Shop.API.length());
        }
    }

    Contract(JsonNode document) {
        Shape.Compiler shapes = new Shape.Compiler(document);
        document.path("paths").properties().stream().filter(path -> path.getKey().startsWith(Shop.API))
                .forEach(path -> path.getValue().properties().stream().filter(it -> it.getValue().has("responses"))
                        .forEach(method -> operations.add(new Operation(method.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(), Pattern.compile(path.getKey().replaceAll("\\{[^}]+}", "[^/]+")),
                                answers(method.getValue().path("responses"), shapes)))));
        operations.sort(Comparator.comparingInt(Operation::variables));
        problem = shapes.of(document.at("/components/schemas/Problem"));
    }

    private List<String> declared() {
        return operations.stream().flatMap(operation -> operation.answers().keySet().stream()
                .map(status -> operation.name() + " " + status)).toList();
    }

    private static Map<Integer, Answer> answers(JsonNode responses, Shape.Compiler shapes) {
        Map<Integer, Answer> answers = new TreeMap<>();
        responses.properties().forEach(response -> {
            JsonNode answer = shapes.resolved(response.getValue());
            Map<String, Shape> contents = new TreeMap<>();
            answer.path("content").properties()
                    .forEach(content -> contents.put(content.getKey(), shapes.of(content.getValue().path("schema"))));
            Set<String> headers = new TreeSet<>();
            answer.path("headers").properties().stream()
                    .filter(header -> shapes.resolved(header.getValue()).path("required").asBoolean())
                    .forEach(header -> headers.add(header.getKey()));
            answers.put(Integer.valueOf(response.getKey()), new Answer(contents, headers));
        });
        return answers;
    }

    /**
     * Fails if the answer is not as the document says.
     *
     * @param header its value by its name, null if it is not there
     */
    static void check(String method, URI uri, int status, UnaryOperator<@Nullable String> header, byte[] body) {
        if (uri.getRawPath().startsWith(Shop.API + "/")) {
            SeenAnswers.note(of(uri).judge(method, uri.getRawPath(), status, header, body));
        }
    }

    /** For what no test client sends. */
    public static HttpResponse<byte[]> check(HttpResponse<byte[]> answer) {
        check(answer.request().method(), answer.uri(), answer.statusCode(),
                name -> answer.headers().firstValue(name).orElse(null), answer.body());
        return answer;
    }

    /** Fails, with their names, when an operation was not seen to succeed in this process. */
    public static void requireAllBut(String... exempt) {
        Contract contract = current;
        assertThat(contract).isNotNull();
        Set<String> missing = new TreeSet<>(contract.operations.stream().map(Operation::name).toList());
        missing.removeAll(contract.succeeded);
        assertThat(missing).as("operations that no journey goes through").containsExactlyInAnyOrder(exempt);
    }

    private static Contract of(URI uri) {
        Contract known = current;
        return known == null ? read(uri) : known;
    }

    private static synchronized Contract read(URI uri) {
        Contract known = current;
        if (known == null) {
            try (HttpClient client = HttpClient.newHttpClient()) {
                HttpResponse<byte[]> document = client.send(HttpRequest.newBuilder(uri.resolve("/openapi"))
                        .header("Accept", "application/json").build(), HttpResponse.BodyHandlers.ofByteArray());
                assertThat(document.statusCode()).as("the OpenAPI document").isEqualTo(200);
                known = new Contract(JSON.readTree(document.body()));
                SeenAnswers.declare(known.declared());
                current = known;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }
        return known;
    }

    /** Fails, or says which answer that was: the operation and the status. */
    String judge(String method, String path, int status, UnaryOperator<@Nullable String> header, byte[] body) {
        String asked = method.equals("HEAD") ? "GET" : method;
        String resource = path.endsWith("/") ? path.substring(0, path.length() - 1) : path; // with a slash it is the same
        Operation operation = operations.stream().filter(it -> it.is(asked, resource)).findFirst().orElse(null);
        String type = mediaType(header);
        if (operation == null || status == METHOD_NOT_ALLOWED) { // where another operation's address has an id
            if (!method.equals("OPTIONS")) { // CORS asks so
                assertThat(status).as("%s %s is not in the document", method, path).isIn(REFUSALS);
                assertThat(type).isEqualTo(PROBLEM);
                if (!WITHOUT_BODY.contains(method)) {
                    fits(problem, body, method + " " + path + " " + status);
                }
            }
            return method + " anything " + status;
        }
        String where = operation.name() + " " + status;
        Answer answer = operation.answers().get(status);
        assertThat(answer).as("what is declared for %s: %s", where, body.length > 500
                ? "…"
                : new String(body,
                        StandardCharsets.UTF_8))
                .isNotNull();
        assertThat(answer.headers()).as("headers of " + where)
                .allSatisfy(name -> assertThat(header.apply(name)).as(name).isNotNull());
        if (answer.contents().isEmpty() || WITHOUT_BODY.contains(method)) {
            assertThat(body).as("body of " + where).isEmpty();
        } else {
            assertThat(answer.contents()).as("media types of " + where).containsKey(type);
            if (type.endsWith("json") && !type.contains("ndjson")) {
                fits(answer.contents().get(type), body, where);
            }
        }
        if (status < 300) {
            succeeded.add(operation.name());
        }
        return where;
    }

    private static String mediaType(UnaryOperator<@Nullable String> header) {
        String type = header.apply("Content-Type");
        return type == null ? "" : type.split(";", 2)[0].strip();
    }

    private static void fits(Shape shape, byte[] body, String where) {
        List<String> wrong = new ArrayList<>();
        try {
            shape.check(JSON.readTree(body), "", wrong);
        } catch (IOException noJson) {
            wrong.add("no JSON: " + noJson.getMessage());
        }
        assertThat(wrong).as("%s does not fit the document", where).isEmpty();
    }
}
