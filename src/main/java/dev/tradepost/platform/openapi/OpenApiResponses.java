package dev.tradepost.platform.openapi;

import java.util.Optional;
import java.util.Set;

import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

import io.quarkus.smallrye.openapi.OpenApiFilter;

/** Declares the responses that neither the resources nor {@code META-INF/openapi.yaml} spell out: problems, headers, 304. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class OpenApiResponses implements OASFilter {

    private static final Set<String> SUCCESSES_WITHOUT_200 = Set.of("201", "202");

    @Override
    public void filterOpenAPI(OpenAPI api) {
        ProblemResponses problems = new ProblemResponses(api.getComponents());
        api.getPaths().getPathItems().forEach((path, item) -> {
            boolean versioned = item.getOperations().values().stream().anyMatch(ProblemCodes::checksVersion);
            item.getOperations().forEach((method, operation) -> {
                requireBothHalves(method + " " + path, operation);
                moveSuccess(operation.getResponses());
                operation.getResponses().getAPIResponses().values().forEach(OpenApiResponses::addHeaders);
                problems.declare(path, method, operation);
            });
            if (versioned) {
                Optional.ofNullable(item.getGET()).map(Operation::getResponses)
                        .ifPresent(OpenApiResponses::declareVersion);
            }
        });
    }

    private static void requireBothHalves(String name, Operation operation) {
        if (operation.getResponses() == null || !operation.getResponses().hasAPIResponse("200")) {
            throw new IllegalStateException("META-INF/openapi.yaml describes " + name + ", which no resource has");
        }
        if (operation.getSummary() == null) {
            throw new IllegalStateException("META-INF/openapi.yaml does not describe " + name);
        }
    }

    /** The generator takes every body for that of a 200. */
    private static void moveSuccess(APIResponses responses) {
        SUCCESSES_WITHOUT_200.stream().filter(responses::hasAPIResponse).forEach(status -> {
            APIResponse success = responses.getAPIResponse("200")
                    .description(responses.getAPIResponse(status).getDescription());
            responses.removeAPIResponse("200");
            responses.addAPIResponse(status, success);
        });
    }

    /** A client that changes one version only reads it at the same address. */
    private static void declareVersion(APIResponses read) {
        addHeader(read.getAPIResponse("200"), "ETag");
        APIResponse notModified = OASFactory.createAPIResponse().description("The version matches If-None-Match");
        addHeader(notModified, "X-Request-Id");
        addHeader(notModified, "ETag");
        read.addAPIResponse("304", notModified);
    }

    static void addHeaders(APIResponse response) {
        addHeader(response, "X-Request-Id");
        if (response.getContent() == null || !response.getContent().hasMediaType(MediaType.SERVER_SENT_EVENTS)) {
            addHeader(response, "Cache-Control");
        }
    }

    static void addHeader(APIResponse response, String name) {
        response.addHeader(name, OASFactory.createHeader().ref(name));
    }
}
