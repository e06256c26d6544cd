package dev.tradepost.platform.web;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jspecify.annotations.Nullable;

import io.quarkus.smallrye.openapi.OpenApiFilter;

/** Declares what the annotations cannot: which failures there are and their one shape, and successes other than 200. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class OpenApiAnswers implements OASFilter {

    /** Name of the extension that says which status a success has; the generator takes every answer with a body for a 200. */
    public static final String STATUS = "x-status";
    /** Name of the extension that lists the problems of this one operation: {@code 409 email_taken, 412 version_mismatch}. */
    public static final String PROBLEMS = "x-problems";

    private static final String PROBLEM = "Problem";
    private static final Set<PathItem.HttpMethod> CHANGES = Set.of(PathItem.HttpMethod.POST, PathItem.HttpMethod.PUT,
            PathItem.HttpMethod.PATCH, PathItem.HttpMethod.DELETE);
    private static final Map<String, String> DESCRIPTIONS = Map.of("201", "Created", "202", "Accepted");

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        api.getComponents().addSchema(PROBLEM, problem());
        api.getComponents().addResponse(PROBLEM, OASFactory.createAPIResponse()
                .description("What was wrong, in the form of RFC 9457; errors names every broken field")
                .content(OASFactory.createContent().addMediaType(ProblemBody.MEDIA_TYPE, OASFactory.createMediaType()
                        .schema(OASFactory.createSchema().ref(PROBLEM)))));
        api.getPaths().getPathItems()
                .forEach((path, item) -> item.getOperations()
                        .forEach((method, operation) -> declare(path, method, operation)));
    }

    private static void declare(String path, PathItem.HttpMethod method, Operation operation) {
        String status = taken(operation, STATUS);
        if (status != null) {
            APIResponse answer = operation.getResponses().getAPIResponse("200");
            operation.getResponses().removeAPIResponse("200");
            operation.getResponses().addAPIResponse(status, answer.description(DESCRIPTIONS.get(status)));
        }
        problems(path, method, operation).forEach((failure, codes) -> operation.getResponses().addAPIResponse(failure,
                OASFactory.createAPIResponse().description(String.join(", ", codes))
                        .content(content(failure, codes.iterator().next()))));
        operation.getResponses().addAPIResponse("default", reference());
    }

    /** By status: what every operation of its kind can answer, and what it says of itself. */
    private static Map<String, Set<String>> problems(String path, PathItem.HttpMethod method,
            Operation operation) {
        Map<String, Set<String>> problems = new TreeMap<>();
        boolean secured = operation.getSecurity() != null && !operation.getSecurity().isEmpty();
        boolean hasBody = operation.getRequestBody() != null;
        if (hasBody) {
            add(problems, "400", "malformed_json", "validation_failed", "unknown_field");
            add(problems, "413", "content_too_large");
            add(problems, "415", "unsupported_media_type");
        } else if (path.contains("{") || operation.getParameters() != null) {
            add(problems, "400", "validation_failed");
        }
        if (path.startsWith("/api/") && CHANGES.contains(method) && !takesIdempotencyKey(operation)) {
            add(problems, "400", "idempotency_not_supported");
        }
        if (secured) {
            add(problems, "401", "unauthenticated", "token_expired", "session_revoked");
            add(problems, "403", "access_denied");
        }
        if (path.contains("{")) {
            add(problems, "404", "not_found");
        }
        add(problems, "429", "rate_limited");
        add(problems, "500", "internal_error");
        add(problems, "503", "unavailable");
        String own = taken(operation, PROBLEMS);
        if (own != null) {
            for (String problem : own.split(", *", -1)) {
                String[] parts = problem.split(" ", 2);
                add(problems, parts[0], parts[1]);
            }
        }
        return problems;
    }

    private static boolean takesIdempotencyKey(Operation operation) {
        return operation.getParameters() != null
                && operation.getParameters().stream()
                        .anyMatch(parameter -> "Idempotency-Key".equals(parameter.getName()));
    }

    private static void add(Map<String, Set<String>> problems, String status, String... codes) {
        problems.computeIfAbsent(status, _ -> new LinkedHashSet<>()).addAll(List.of(codes));
    }

    private static @Nullable String taken(Operation operation, String extension) {
        if (operation.getExtensions() == null || !operation.getExtensions().containsKey(extension)) {
            return null;
        }
        String value = String.valueOf(operation.getExtensions().get(extension));
        operation.removeExtension(extension);
        return value;
    }

    private static Content content(String status, String code) {
        return OASFactory.createContent().addMediaType(ProblemBody.MEDIA_TYPE, OASFactory.createMediaType()
                .schema(OASFactory.createSchema().ref(PROBLEM))
                .example(Map.of("type", "urn:tradepost:problem:" + code.replace('_', '-'), "title",
                        ProblemBody.title(Integer.parseInt(status)), "status",
                        Integer.parseInt(status), "code", code, "detail", "…", "success", false, "message", "…",
                        "instance", "/api/v1/…", "traceId", "4bf92f3577b34da6a3ce929d0e0e4736")));
    }

    private static APIResponse reference() {
        return OASFactory.createAPIResponse().ref(PROBLEM);
    }

    private static Schema problem() {
        return object().addProperty("type", text().addExample("urn:tradepost:problem:validation-failed"))
                .addProperty("title", text().addExample("Bad Request"))
                .addProperty("status", OASFactory.createSchema().addType(SchemaType.INTEGER).addExample(400))
                .addProperty("code", text().addExample("validation_failed"))
                .addProperty("detail", text().addExample("1 field is invalid"))
                .addProperty("success", OASFactory.createSchema().addType(SchemaType.BOOLEAN).addExample(false))
                .addProperty("message", text().addExample("1 field is invalid"))
                .addProperty("errors", OASFactory.createSchema().addType(SchemaType.ARRAY).items(fieldError()))
                .addProperty("instance", text().addExample("/api/v1/orders"))
                .addProperty("traceId", text().addExample("4bf92f3577b34da6a3ce929d0e0e4736"))
                .required(List.of("type", "title", "status", "code", "detail", "success", "message", "instance",
                        "traceId"));
    }

    private static Schema fieldError() {
        return object().addProperty("pointer", text().addExample("/items/0/quantity"))
                .addProperty("code", text().addExample("min"))
                .addProperty("message", text().addExample("must be at least 1"))
                .required(List.of("pointer", "code", "message"));
    }

    private static Schema object() {
        return OASFactory.createSchema().addType(SchemaType.OBJECT);
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(SchemaType.STRING);
    }
}
