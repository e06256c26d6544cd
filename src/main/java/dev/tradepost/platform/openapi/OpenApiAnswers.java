package dev.tradepost.platform.openapi;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.jspecify.annotations.Nullable;

import io.quarkus.smallrye.openapi.OpenApiFilter;

import dev.tradepost.platform.problem.ProblemBody;

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
    /** What any operation can answer, by status. */
    private static final Map<String, String> COMMON = Map.of("400", "validation_failed", "406", "not_acceptable", "413",
            "content_too_large", "429", "rate_limited", "500", "internal_error", "503", "unavailable");

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        api.getComponents().addSchema(PROBLEM, problem());
        header(api, "X-Request-Id", "The client's own, or a new one; every line of the log carries it");
        header(api, "Cache-Control", "Whether a cache may keep this");
        header(api, "ETag", "The version, for If-None-Match when it is read again and If-Match when it is changed");
        header(api, "Retry-After", "Seconds after which another try makes sense");
        header(api, "WWW-Authenticate", "Bearer");
        api.getPaths().getPathItems().forEach((path, item) -> {
            boolean versioned = item.getOperations().values().stream().anyMatch(OpenApiAnswers::asksForTheVersion);
            item.getOperations().forEach((method, operation) -> declare(api, path, method, operation));
            if (versioned && item.getGET() != null) {
                showVersion(item.getGET().getResponses());
            }
        });
    }

    private static boolean asksForTheVersion(Operation operation) {
        return operation.getExtensions() != null
                && String.valueOf(operation.getExtensions().get(PROBLEMS)).contains("version_mismatch");
    }

    private static boolean asksForARole(SecurityRequirement requirement) {
        return requirement.getSchemes().values().stream().anyMatch(roles -> !roles.isEmpty());
    }

    /** Whoever may change only the version that they know, is shown it by the read of the same address. */
    private static void showVersion(APIResponses read) {
        header(read.getAPIResponse("200"), "ETag");
        APIResponse unchanged = OASFactory.createAPIResponse().description("The version matches If-None-Match");
        header(unchanged, "X-Request-Id");
        header(unchanged, "ETag");
        read.addAPIResponse("304", unchanged);
    }

    private static void header(OpenAPI api, String name, String description) {
        api.getComponents().addHeader(name,
                OASFactory.createHeader().description(description).required(true).schema(text()));
    }

    private static void declare(OpenAPI api, String path, PathItem.HttpMethod method, Operation operation) {
        String status = taken(operation, STATUS);
        if (status != null) {
            APIResponse answer = operation.getResponses().getAPIResponse("200");
            operation.getResponses().removeAPIResponse("200");
            operation.getResponses().addAPIResponse(status, answer.description(DESCRIPTIONS.get(status)));
        }
        operation.getResponses().getAPIResponses().values().forEach(OpenApiAnswers::headers);
        problems(path, method, operation).forEach((failure, codes) -> operation.getResponses().addAPIResponse(failure,
                shared(api, failure, codes)));
    }

    /** One response for all operations that fail with the same codes: the document would be twice as long without. */
    private static APIResponse shared(OpenAPI api, String status, Set<String> codes) {
        String name = status + "-" + String.join("-", codes);
        if (api.getComponents().getResponses() == null || !api.getComponents().getResponses().containsKey(name)) {
            APIResponse response = OASFactory.createAPIResponse().description(String.join(", ", codes))
                    .content(content(status, codes.iterator().next()));
            headers(response);
            if (status.equals("401")) {
                header(response, "WWW-Authenticate");
            }
            if (status.equals("429") || status.equals("503")) {
                header(response, "Retry-After");
            }
            api.getComponents().addResponse(name, response);
        }
        return OASFactory.createAPIResponse().ref(name);
    }

    private static void headers(APIResponse response) {
        header(response, "X-Request-Id");
        if (response.getContent() == null || !response.getContent().hasMediaType(MediaType.SERVER_SENT_EVENTS)) {
            header(response, "Cache-Control");
        }
    }

    private static void header(APIResponse response, String name) {
        response.addHeader(name, OASFactory.createHeader().ref(name));
    }

    /** By status: what every operation of its kind can answer, and what it says of itself. */
    private static Map<String, Set<String>> problems(String path, PathItem.HttpMethod method,
            Operation operation) {
        Map<String, Set<String>> problems = new TreeMap<>();
        COMMON.forEach((status, code) -> add(problems, status, code));
        if (operation.getRequestBody() != null) {
            add(problems, "400", "malformed_json", "unknown_field");
            add(problems, "415", "unsupported_media_type");
        }
        if (CHANGES.contains(method) && !takesIdempotencyKey(operation)) {
            add(problems, "400", "idempotency_not_supported");
        }
        if (operation.getSecurity() != null && !operation.getSecurity().isEmpty()) {
            add(problems, "401", "unauthenticated", "token_expired", "session_revoked");
            operation.getResponses().removeAPIResponse("403"); // the generator's, also where everybody may
            if (path.contains("{") || operation.getSecurity().stream().anyMatch(OpenApiAnswers::asksForARole)) {
                add(problems, "403", "access_denied");
            }
        }
        // Also where an account is erased while its owner still does something.
        if (path.contains("{") || path.contains("/users/me")) {
            add(problems, "404", "not_found");
        }
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
                .example(example(status, code)));
    }

    private static Map<String, Object> example(String status, String code) {
        Map<String, Object> example = new LinkedHashMap<>();
        example.put("type", "urn:tradepost:problem:" + code.replace('_', '-'));
        example.put("title", ProblemBody.title(Integer.parseInt(status)));
        example.put("status", Integer.parseInt(status));
        example.put("code", code);
        example.put("detail", "…");
        example.put("success", false);
        example.put("message", "…");
        example.put("instance", "/api/v1/…");
        example.put("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
        return example;
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
