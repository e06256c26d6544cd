package dev.tradepost.fuzz;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tradepost.testsupport.ApiDocument;
import dev.tradepost.testsupport.ApiDocument.Operation;

/** A request to some operation of the document: partly as it should be, partly not. */
final class FuzzedRequest {

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS",
            "TRACE", "PROPFIND", "X");
    private static final List<String> TYPES = List.of("application/json", "application/json; charset=UTF-16",
            "application/merge-patch+json", "application/problem+json", "application/xml", "text/plain", "text/csv",
            "application/x-ndjson", "application/x-www-form-urlencoded", "multipart/form-data",
            "multipart/form-data; boundary=x", "application/octet-stream", "image/png", "*/*", "json", "a/b; c=\"");
    private static final List<String> ACCEPTED = List.of("application/json", "*/*", "text/html", "image/png",
            "text/csv",
            "application/x-ndjson", "text/event-stream", "application/json;q=0", "a/b;q=x", "*");
    private static final List<String> HEADERS = List.of("Idempotency-Key", "If-Match", "If-None-Match",
            "If-Modified-Since", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded",
            "X-Request-Id", "traceparent", "tracestate", "baggage", "Range", "Content-Encoding",
            "Accept-Language", "Origin", "Access-Control-Request-Method", "Cookie", "User-Agent", "Referer",
            "Stripe-Signature", "X-HTTP-Method-Override", "Last-Event-ID", "Cache-Control", "Authorization");

    private final ApiDocument document;
    private final Known known;
    private final RandomGenerator random;

    FuzzedRequest(ApiDocument document, Known known, RandomGenerator random) {
        this.document = document;
        this.known = known;
        this.random = random;
    }

    HttpRequest to(URI server) {
        Operation operation = Hostile.one(random, document.operations());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path(operation) + query(operation)))
                .timeout(LONGEST);
        String method = random.nextInt(60) == 0 ? Hostile.one(random, METHODS) : operation.method();
        boolean hasBody = operation.bodyType().isEmpty() ? random.nextInt(25) == 0 : random.nextInt(40) > 0;
        request.method(method, hasBody ? BodyPublishers.ofByteArray(body(operation)) : BodyPublishers.noBody());
        if (hasBody || random.nextInt(20) == 0) {
            String type = random.nextInt(8) > 0 && hasBody && !operation.bodyType().isEmpty()
                    ? operation.bodyType()
                    : Hostile.one(random, TYPES);
            request.header("Content-Type", type);
        }
        request.header("Accept", random.nextInt(8) > 0 ? "application/json, */*;q=0.1" : Hostile.one(random, ACCEPTED));
        if (random.nextInt(6) > 0) {
            request.header("Authorization", "Bearer " + Hostile.one(random, known.tokens(operation)));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            request.header(Hostile.one(random, HEADERS), Hostile.header(random));
        }
        return request.build();
    }

    private byte[] body(Operation operation) {
        JsonNode schema = operation.node().path("requestBody").path("content").path(operation.bodyType())
                .path("schema");
        return new FuzzedBody(document.root(), known, random).of(schema);
    }

    private String path(Operation operation) {
        StringBuilder path = new StringBuilder();
        for (String step : operation.path().split("/", -1)) {
            if (step.startsWith("{")) {
                path.append(encoded(id(operation, step.substring(1, step.length() - 1)))).append('/');
            } else {
                boolean isReplaced = !step.isEmpty() && random.nextInt(400) == 0;
                path.append(isReplaced ? encoded(Hostile.text(random)) : step).append('/');
            }
        }
        path.setLength(path.length() - 1);
        return path.toString();
    }

    private String id(Operation operation, String name) {
        List<String> ids = known.of(name);
        // A stream that is let in does not end.
        boolean endless = operation.node().path("responses").path("200").path("content").has("text/event-stream");
        return switch (random.nextInt(10)) {
            case 0 -> "-" + Hostile.text(random); // nothing at all would be another address
            case 1 -> new UUID(random.nextLong(), random.nextLong()).toString();
            default -> ids.isEmpty() || endless ? ApiDocument.UNKNOWN_ID : Hostile.one(random, ids);
        };
    }

    private String query(Operation operation) {
        List<String> query = new ArrayList<>();
        operation.parameters().forEach(parameter -> {
            if (parameter.path("in").asText().equals("query") && random.nextInt(3) == 0) {
                query.add(parameter.path("name").asText() + "=" + encoded(parameterValue(parameter)));
            }
        });
        if (random.nextInt(30) == 0) {
            query.add(encoded(Hostile.text(random)) + "=" + encoded(Hostile.text(random)));
        }
        return query.isEmpty() ? "" : "?" + String.join("&", query);
    }

    private String parameterValue(JsonNode parameter) {
        List<String> values = new ArrayList<>(known.of(parameter.path("name").asText()));
        parameter.path("schema").path("enum").forEach(value -> values.add(value.asText()));
        values.addAll(List.of("1", "2", "10", "true"));
        return random.nextInt(3) == 0 ? Hostile.text(random) : Hostile.one(random, values);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
