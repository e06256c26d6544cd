package dev.tradepost.compatibility;

import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.model.ChangedOpenApi;
import org.openapitools.openapidiff.core.output.ConsoleRender;

import com.fasterxml.jackson.databind.JsonNode;

/** What a client of one OpenAPI document would notice of another: docs/adr/0038. */
final class Compatibility {

    private Compatibility() {}

    /** Nothing if whoever keeps to the released document may go on. */
    static List<String> breaks(JsonNode released, JsonNode current) {
        List<String> breaks = new ArrayList<>(Leftovers.between(released, current));
        ChangedOpenApi changes = OpenApiCompare.fromContents(DiffForm.form(released).toString(),
                DiffForm.form(current).toString());
        if (changes.isIncompatible()) {
            breaks.add(text(changes));
        }
        return breaks;
    }

    /** All changes, also those that break nothing: the library tells the ones from the others only in sum. */
    private static String text(ChangedOpenApi changes) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        new ConsoleRender().render(changes, new OutputStreamWriter(text, StandardCharsets.UTF_8));
        return text.toString(StandardCharsets.UTF_8);
    }
}
