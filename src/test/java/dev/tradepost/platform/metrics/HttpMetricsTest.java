package dev.tradepost.platform.metrics;

import static dev.tradepost.testsupport.Shop.API;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Scrape;
import dev.tradepost.testsupport.Shop;

@QuarkusTest
class HttpMetricsTest {

    private static final String PRODUCT = API + "/products/{productId}";

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void requests_are_counted_and_timed_by_the_specifications_names_and_labels() {
        UUID product = Shop.product("10.00", 1);
        double before = counted("GET", PRODUCT, 200);
        double timed = Scrape.of(management).sum("http_request_duration_seconds_count", "route", PRODUCT, "status_code",
                "200");
        Shop.readProduct(product).then().statusCode(200);
        Eventually.holds(() -> {
            Scrape scrape = Scrape.of(management);
            assertThat(counted("GET", PRODUCT, 200)).isEqualTo(before + 1);
            assertThat(scrape.sum("http_request_duration_seconds_count", "route", PRODUCT, "status_code", "200"))
                    .isEqualTo(timed + 1);
            assertThat(scrape.all("http_requests_total"))
                    .allSatisfy(one -> assertThat(one.labels()).containsOnlyKeys("method", "route", "status_code"));
            assertThat(scrape.all("http_request_duration_seconds_bucket").stream()
                    .map(bucket -> bucket.labels().get("le")).collect(Collectors.toSet()))
                    .isEqualTo(Set.of("0.1", "0.5", "1.0", "2.0", "5.0", "+Inf"));
        });
    }

    @Test
    void what_is_refused_before_a_resource_sees_it_is_counted_too() {
        double nowhere = counted("GET", Served.UNMATCHED, 404);
        double strange = counted("OTHER", Served.UNMATCHED, 405) + counted("OTHER", Served.UNMATCHED, 404);
        double noId = counted("GET", PRODUCT, 400);
        double nobody = counted("GET", API + "/users/me", 401);
        double noJson = counted("POST", API + "/users/login", 400);
        Shop.request().get(API + "/" + Shop.unique("nowhere")).then().statusCode(404);
        Shop.request().get("/" + Shop.unique("nowhere")).then().statusCode(404);
        Shop.request().request("BREW", "/" + Shop.unique("nowhere"));
        Shop.request().get(API + "/products/7").then().statusCode(400);
        Shop.request().get(API + "/users/me").then().statusCode(401);
        Shop.request().body("{").post(API + "/users/login").then().statusCode(400);
        Eventually.holds(() -> {
            assertThat(counted("GET", Served.UNMATCHED, 404)).isEqualTo(nowhere + 2);
            assertThat(counted("OTHER", Served.UNMATCHED, 405) + counted("OTHER", Served.UNMATCHED, 404))
                    .isEqualTo(strange + 1);
            assertThat(counted("GET", PRODUCT, 400)).isEqualTo(noId + 1);
            assertThat(counted("GET", API + "/users/me", 401)).isEqualTo(nobody + 1);
            assertThat(counted("POST", API + "/users/login", 400)).isEqualTo(noJson + 1);
        });
    }

    @Test
    void paths_that_clients_make_up_make_no_new_series() {
        Shop.request().get("/" + Shop.unique("nowhere"));
        Eventually.holds(() -> assertThat(counted("GET", Served.UNMATCHED, 404)).isPositive());
        for (int i = 0; i < 20; i++) {
            Shop.request().get(API + "/products/" + UUID.randomUUID());
            Shop.request().get(API + "/" + Shop.unique("nowhere"));
        }
        assertThat(Scrape.of(management).all("http_requests_total"))
                .allSatisfy(one -> assertThat(one.labels().get("route")).matches("unmatched|/api/v1(/[a-z{}A-Z-]+)+"));
    }

    @Test
    void nothing_is_measured_twice() {
        assertThat(Scrape.of(management).names()).noneMatch(name -> name.startsWith("http_server_"));
    }

    @Test
    void a_connection_is_active_until_it_is_closed() throws IOException, InterruptedException {
        double before = active();
        HttpRequest request = HttpRequest.newBuilder(
                URI.create(RestAssured.baseURI + ":" + RestAssured.port + API + "/categories")).build();
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int i = 0; i < 3; i++) { // three requests are one connection
                assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(200);
            }
            assertThat(active()).isBetween(1.0, before + 1); // others' may have been closed meanwhile
        }
        Eventually.holds(() -> assertThat(active()).isLessThanOrEqualTo(before));
    }

    @Test
    void an_order_is_counted_at_each_step_and_timed_once() {
        Shop.Customer customer = Shop.customer();
        UUID product = Shop.product("12.50", 5);
        Scrape before = Scrape.of(management);
        UUID paid = customer.order("tok_approved", product, 2);
        UUID declined = customer.order("tok_declined", product, 1);
        Eventually.becomes(customer, paid, "PROCESSING/PAID");
        Eventually.becomes(customer, declined, "CANCELLED/FAILED");
        Eventually.holds(() -> {
            Scrape now = Scrape.of(management);
            Map.of("PENDING", 2, "CONFIRMED", 1, "PROCESSING", 1, "CANCELLED", 1).forEach((status, times) -> assertThat(
                    now.sum("order_steps_total", "status", status)).as(status)
                    .isGreaterThanOrEqualTo(before.sum("order_steps_total", "status", status) + times));
            assertThat(now.sum("order_processing_duration_seconds_count"))
                    .isGreaterThanOrEqualTo(before.sum("order_processing_duration_seconds_count") + 2);
            assertThat(now.sum("payments_minor_units_total", "outcome", "captured", "currency", "USD"))
                    .isGreaterThanOrEqualTo(before.sum("payments_minor_units_total", "outcome", "captured") + 2500);
            assertThat(now.sum("payments_total", "outcome", "declined"))
                    .isGreaterThanOrEqualTo(before.sum("payments_total", "outcome", "declined") + 1);
            assertThat(now.all("order_processing_duration_seconds_bucket").stream()
                    .map(bucket -> bucket.labels().get("le")).collect(Collectors.toSet()))
                    .isEqualTo(Set.of("1.0", "5.0", "10.0", "30.0", "60.0", "+Inf"));
        });
    }

    private double counted(String method, String route, int status) {
        return Scrape.of(management).sum("http_requests_total", "method", method, "route", route, "status_code",
                Integer.toString(status));
    }

    private double active() {
        return Scrape.of(management).sum("active_connections");
    }
}
