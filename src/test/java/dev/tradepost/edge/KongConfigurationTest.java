package dev.tradepost.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration of Kong, read as Kong 3.4 reads it. Kong itself does not run. */
class KongConfigurationTest {

    private static final String API = "/api/v1";
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private static KongFile kong;

    @BeforeAll
    static void read() throws IOException {
        kong = KongFile.read();
    }

    @Test
    void kong_knows_every_field_and_its_type() {
        assertThat(KongSchema.violations(kong)).isEmpty();
        assertThat(kong.content().get("_format_version")).isEqualTo("3.0");
    }

    @Test
    void services_and_routes_have_different_names() {
        assertThat(Stream.concat(kong.services().stream(), kong.routes().stream()).map(each -> each.get("name")))
                .doesNotHaveDuplicates();
    }

    @Test
    void every_service_sends_to_the_one_upstream() {
        Object upstream = kong.upstreams().getFirst().get("name");
        assertThat(kong.services()).allSatisfy(service -> assertThat(service.get("host")).isEqualTo(upstream));
    }

    @Test
    void a_change_is_retried_only_with_an_idempotency_key() {
        List<Map<?, ?>> retrying = kong.services().stream().filter(service -> !service.get("retries").equals(0))
                .flatMap(service -> KongFile.list(service, "routes").stream()).toList();
        assertThat(retrying).isNotEmpty().allMatch(route -> SAFE.containsAll(KongFile.methods(route))
                || (route.get("headers") instanceof Map<?, ?> headers && headers.containsKey("Idempotency-Key")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/users/me", "/products", "/categories/x", "/orders", "/jobs", "/admin/audit"})
    void a_read_and_a_change_of_the_same_path_have_different_routes(String path) {
        assertThat(kong.route("GET", API + path).get("name").toString()).endsWith("-read");
        assertThat(kong.route("PATCH", API + path).get("name").toString()).endsWith("-write");
    }

    @Test
    void a_path_reaches_the_application_unchanged() {
        assertThat(kong.routes()).allSatisfy(route -> assertThat(route.get("strip_path")).isEqualTo(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/orders/4711/events", "/jobs/4711/events", "/products/export"})
    void a_stream_is_passed_on_without_buffering(String path) {
        assertThat(kong.route("GET", API + path).get("response_buffering")).isEqualTo(false);
    }

    @Test
    void an_upload_is_passed_on_without_buffering() {
        assertThat(kong.route("POST", API + "/products/import").get("request_buffering")).isEqualTo(false);
    }

    @Test
    void payment_webhooks_have_a_route_of_their_own() {
        assertThat(kong.route("POST", API + "/payments/webhooks/stripe").get("name")).isEqualTo("payment-webhooks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/health"})
    void the_management_endpoints_are_not_reachable(String path) {
        assertThat(kong.hasRoute("GET", path)).isFalse();
    }
}
