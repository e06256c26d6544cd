package dev.tradepost.platform.openapi;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;

/** The problem codes of one operation: those that its kind has in common, and its own, which {@code openapi.yaml} lists. */
final class ProblemCodes {

    /** Lists the problems of one operation: {@code [409 email_taken, 412 version_mismatch]}. */
    private static final String EXTENSION = "x-problems";
    private static final String IDEMPOTENCY_KEY = "#/components/parameters/IdempotencyKey";

    private static final Set<HttpMethod> CHANGES = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH,
            HttpMethod.DELETE);
    private static final Map<String, String> COMMON = Map.of("400", "validation_failed", "406", "not_acceptable", "413",
            "content_too_large", "429", "rate_limited", "500", "internal_error", "503", "unavailable");

    private final SortedMap<String, Set<String>> byStatus = new TreeMap<>();

    static ProblemCodes of(String path, HttpMethod method, Operation operation) {
        ProblemCodes codes = new ProblemCodes();
        COMMON.forEach(codes::add);
        codes.addOfBody(operation);
        boolean idempotent = takesIdempotencyKey(operation);
        if (CHANGES.contains(method) && !idempotent) {
            codes.add("400", "idempotency_not_supported");
        }
        codes.addOfAccess(path, operation);
        codes.addOwn(operation);
        if (idempotent) {
            codes.add("409", "request_in_progress");
            codes.add("422", "idempotency_key_reused");
        }
        return codes;
    }

    static boolean checksVersion(Operation operation) {
        return own(operation).contains("412 version_mismatch");
    }

    SortedMap<String, Set<String>> byStatus() {
        return byStatus;
    }

    private void addOfBody(Operation operation) {
        if (operation.getRequestBody() != null) {
            add("400", "malformed_json", "unknown_field");
            add("415", "unsupported_media_type");
        }
    }

    private void addOfAccess(String path, Operation operation) {
        boolean names = path.contains("{");
        if (operation.getSecurity() != null && !operation.getSecurity().isEmpty()) {
            add("401", "unauthenticated", "token_expired", "session_revoked");
            operation.getResponses().removeAPIResponse("403"); // the generator adds it even where every user has access
            if (names || operation.getSecurity().stream().anyMatch(ProblemCodes::requiresRole)) {
                add("403", "access_denied");
            }
        }
        if (names || path.contains("/users/me")) { // an account can be erased during a request of its owner
            add("404", "not_found");
        }
    }

    private void addOwn(Operation operation) {
        own(operation).stream().map(problem -> problem.split(" ", 2)).forEach(parts -> add(parts[0], parts[1]));
        operation.removeExtension(EXTENSION);
    }

    private static List<String> own(Operation operation) {
        return operation.hasExtension(EXTENSION)
                ? ((List<?>) operation.getExtension(EXTENSION)).stream().map(String::valueOf).toList()
                : List.of();
    }

    private static boolean takesIdempotencyKey(Operation operation) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(it -> IDEMPOTENCY_KEY.equals(it.getRef()));
    }

    private static boolean requiresRole(SecurityRequirement requirement) {
        return requirement.getSchemes().values().stream().anyMatch(roles -> !roles.isEmpty());
    }

    private void add(String status, String... codes) {
        byStatus.computeIfAbsent(status, _ -> new LinkedHashSet<>()).addAll(List.of(codes));
    }
}
