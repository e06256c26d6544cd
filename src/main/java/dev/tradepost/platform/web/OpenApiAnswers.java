package dev.tradepost.platform.web;

import java.util.List;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

import io.quarkus.smallrye.openapi.OpenApiFilter;

/** Declares what the annotations cannot: the one shape of every failure, and 201 for what is marked {@link #CREATES}. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class OpenApiAnswers implements OASFilter {

    /** Name of the extension on operations that answer 201; the generator takes every answer with a body for a 200. */
    public static final String CREATES = "x-creates";

    private static final String PROBLEM = "Problem";

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
        api.getPaths().getPathItems().values()
                .forEach(path -> path.getOperations().values().forEach(OpenApiAnswers::declare));
    }

    private static void declare(Operation operation) {
        if (operation.getExtensions() != null && operation.getExtensions().containsKey(CREATES)) {
            APIResponse answer = operation.getResponses().getAPIResponse("200");
            operation.getResponses().removeAPIResponse("200");
            operation.getResponses().addAPIResponse("201", answer.description("Created"));
            operation.removeExtension(CREATES);
        }
        for (String status : List.of("400", "401", "403")) {
            if (operation.getResponses().hasAPIResponse(status)) {
                operation.getResponses().addAPIResponse(status, reference());
            }
        }
        operation.getResponses().addAPIResponse("default", reference());
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
