package dev.tradepost.platform.openapi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

import dev.tradepost.platform.problem.ProblemBody;

/** The problem responses of all operations. Operations that fail alike share one, which halves the document. */
final class ProblemResponses {

    private static final String SCHEMA = "Problem";

    private final Components components;

    ProblemResponses(Components components) {
        this.components = components;
    }

    void declare(String path, PathItem.HttpMethod method, Operation operation) {
        ProblemCodes.of(path, method, operation).byStatus().forEach((status, codes) -> operation.getResponses()
                .addAPIResponse(status, OASFactory.createAPIResponse().ref(shared(status, codes))));
    }

    private String shared(String status, Set<String> codes) {
        String name = status + "-" + String.join("-", codes);
        if (components.getResponses() == null || !components.getResponses().containsKey(name)) {
            components.addResponse(name, response(status, codes));
        }
        return name;
    }

    private static APIResponse response(String status, Set<String> codes) {
        MediaType body = OASFactory.createMediaType().schema(OASFactory.createSchema().ref(SCHEMA))
                .example(example(Integer.parseInt(status), codes.iterator().next()));
        APIResponse response = OASFactory.createAPIResponse().description(String.join(", ", codes))
                .content(OASFactory.createContent().addMediaType(ProblemBody.MEDIA_TYPE, body));
        OpenApiResponses.addHeaders(response);
        switch (status) {
            case "401" -> OpenApiResponses.addHeader(response, "WWW-Authenticate");
            case "429", "503" -> OpenApiResponses.addHeader(response, "Retry-After");
            default -> {
            }
        }
        return response;
    }

    private static Map<String, Object> example(int status, String code) {
        Map<String, Object> example = new LinkedHashMap<>();
        example.put("type", "urn:tradepost:problem:" + code.replace('_', '-'));
        example.put("title", ProblemBody.title(status));
        example.put("status", status);
        example.put("code", code);
        example.put("detail", "…");
        example.put("success", false);
        example.put("message", "…");
        example.put("instance", "/api/v1/…");
        example.put("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
        return example;
    }
}
