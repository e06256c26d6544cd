package dev.tradepost.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/**
 * The package against the last release. {@code -Dopenapi.release=true} makes its document the released one, if that breaks nothing;
 * {@code -Dopenapi.release=incompatible} whatever it breaks.
 */
class CompatibilityIT {

    private static final Path RELEASED = Path.of("docs", "openapi", "released.yaml");
    private static final Path CURRENT = Path.of("target", "openapi", "openapi.json");
    private static final YAMLMapper YAML = YAMLMapper.builder().enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.SPLIT_LINES).disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();

    private static final String RELEASE = System.getProperty("openapi.release", "");

    @Test
    void P30_clients_of_the_last_release_can_go_on() throws IOException {
        JsonNode current = current();
        if (!RELEASE.equals("incompatible")) {
            assertThat(Compatibility.breaks(released(), current)).as("see docs/adr/0038").isEmpty();
        }
        if (!RELEASE.isEmpty()) {
            YAML.writeValue(RELEASED.toFile(), current);
        }
        if (System.getenv("CI") != null) { // what is merged is shipped, so the next change is compared with this one
            assertThat(current).as("not the released document; see docs/adr/0038").isEqualTo(released());
        }
    }

    /** CompatibilityTest uses a small document; this shows that the real one is understood too. */
    @Test
    void P30_a_break_of_the_real_document_is_found() throws IOException {
        JsonNode current = current();
        ObjectNode order = (ObjectNode) current.at("/components/schemas/OrderDetail/properties");
        assertThat(order.remove("status")).isNotNull();
        assertThat(Compatibility.breaks(released(), current)).isNotEmpty();
    }

    private static JsonNode released() throws IOException {
        return YAML.readTree(RELEASED.toFile());
    }

    /** In alphabetical order: the build's changes from time to time. */
    private static JsonNode current() throws IOException {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
        return json.readTree(json.writeValueAsBytes(json.readValue(CURRENT.toFile(), Object.class)));
    }
}
