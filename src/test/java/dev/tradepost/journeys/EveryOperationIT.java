package dev.tradepost.journeys;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.PASSWORD;
import static dev.tradepost.testsupport.Shop.request;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.specification.RequestSpecification;

import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Mailbox;
import dev.tradepost.testsupport.Messages;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Customer;
import dev.tradepost.testsupport.Shop.Tokens;
import dev.tradepost.testsupport.TwoInstances;

/** What the other journeys leave out, in what is shipped. */
@ExtendWith(TwoInstances.class)
public class EveryOperationIT {

    private static final String CSV = "text/csv";
    private static final String NDJSON = "application/x-ndjson";
    private static final RestAssuredConfig BYTES = RestAssuredConfig.config()
            .encoderConfig(EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));

    @Test
    void somebody_keeps_addresses_and_sessions_in_order() {
        Customer customer = Shop.customer().verified();
        String addresses = API + "/users/me/addresses";
        String second = customer.request().body(Shop.addressBody()).post(addresses).then().statusCode(201).extract()
                .path("data.addressId");
        Map<String, Object> moved = Shop.addressBody();
        moved.put("city", "Bangor");
        customer.request().body(moved).put(addresses + "/" + second).then().statusCode(200).body("data.city",
                equalTo("Bangor"));
        customer.request().get(addresses + "/" + second).then().body("data.street", equalTo("12 Harbour Lane"));
        customer.request().delete(addresses + "/" + second).then().statusCode(200);
        customer.request().get(addresses).then().body("data.addresses", hasSize(1));
        moved.put("country", "XX");
        moved.remove("postalCode");
        customer.request().body(moved).post(addresses).then().statusCode(400).body("errors", hasSize(2));

        Tokens other = Shop.tokens(customer.email(), PASSWORD);
        String session = customer.request().get(API + "/users/me/sessions").then().extract().path(
                "data.sessions.find { !it.current }.sessionId");
        customer.request().delete(API + "/users/me/sessions/" + session).then().statusCode(200);
        request(other.access()).get(API + "/users/me").then().statusCode(401);
        customer.request().body(Map.of("currentPassword", PASSWORD, "newPassword", "Better-Horse-2!"))
                .post(API + "/users/me/password").then().statusCode(200);
        request().body(Map.of("email", customer.email())).post(API + "/users/verify-email/resend").then()
                .statusCode(202);
        customer.request().post(API + "/users/logout").then().statusCode(200);
        Eventually.holds(() -> assertThat(Mailbox.of(customer.email())).extracting(Mailbox.Mail::subject)
                .contains("Your password was changed"));
    }

    @Test
    void staff_looks_after_accounts() {
        Customer seller = Shop.seller();
        RequestSpecification none = request(Shop.adminToken());
        none.queryParam("limit", 1).get(API + "/users").then().statusCode(200).body("data.users", hasSize(1));
        request(Shop.adminToken()).get(API + "/users/" + seller.userId()).then().statusCode(200).body("data.role",
                equalTo("seller"));
        request(Shop.adminToken()).get(API + "/users/" + UUID.randomUUID()).then().statusCode(404);
        seller.request().get(API + "/users").then().statusCode(403);
    }

    @Test
    void a_shelf_is_named_filled_changed_and_emptied() {
        String admin = Shop.adminToken();
        UUID parent = Shop.category();
        UUID category = Shop.category(Shop.unique("category"), parent);
        request().get(API + "/categories").then().statusCode(200);
        request(admin).body(Map.of("description", "Things")).patch(API + "/categories/" + category).then()
                .statusCode(200);
        request().get(API + "/categories/" + category).then().statusCode(200).body("data.description",
                equalTo("Things"));
        Map<String, Object> body = Shop.productBody(category, "20.00", 3);
        body.putAll(Map.of("brand", "Lumen", "description", "Bends to where you read.", "specifications",
                Map.of("weight", "500 g"), "images", List.of(Map.of("url", "https://img.example/1.png", "alt", "It"))));
        String product = API + "/products/" + request(admin).body(body).post(API + "/products").then().statusCode(201)
                .extract().path("data.id");
        request(admin).body(Map.of("price", new BigDecimal("18.50"))).patch(product).then().statusCode(200);
        request(admin).get(product + "/changes").then().statusCode(200).body("data.changes", hasSize(greaterThan(0)));
        request(admin).body(Map.of("delta", 4, "reason", "Delivery 4711", "warehouseLocation", "A-12-3"))
                .post(product + "/inventory/adjustments").then().statusCode(201);
        request(admin).get(product + "/inventory/adjustments").then().statusCode(200).body("data.adjustments", hasSize(
                2));
        request(admin).get(product + "/inventory").then().statusCode(200);
        request().get(product + "/availability").then().statusCode(200);
        String tag = request().get(product).then().body("data.price", comparesEqualTo(new BigDecimal("18.50")))
                .body("data.images", hasSize(1)).extract().header("ETag");
        request().header("If-None-Match", tag).get(product).then().statusCode(304);
        request().queryParam("category", category).queryParam("facets", true).queryParam("sort", "price")
                .get(API + "/products").then().statusCode(200).body("data.products", hasSize(1))
                .body("data.facets.brands[0].name", equalTo("Lumen"));
        request(admin).body("{\"price\":-1,\"name\":\"\",\"categoryId\":\"x\",\"sku\":null}").post(API + "/products")
                .then().statusCode(400).body("errors", hasSize(greaterThan(2)));
        request(admin).delete(API + "/categories/" + category).then().statusCode(409);
        request(admin).delete(product).then().statusCode(200);
        request(admin).delete(API + "/categories/" + Shop.category()).then().statusCode(200);
    }

    @Test
    void files_come_in_and_go_out() {
        Customer seller = Shop.seller();
        String slug = Shop.unique("category");
        Shop.category(slug, null);
        String sku = Shop.unique("SKU");
        UUID job = upload(seller, CSV, "sku,name,price,category,quantity,images,specifications\n" + sku
                + ",Lamp,12.50," + slug + ",3,\"[{\"\"url\"\":\"\"https://img.example/1.png\"\"}]\","
                + "\"{\"\"weight\"\":\"\"1 kg\"\"}\"\n" + sku + "-x,Lamp,free," + slug + ",1,,\n");
        String events = seller.request().accept("text/event-stream, */*;q=0.1").get(API + "/jobs/" + job + "/events")
                .then().statusCode(200).extract().asString();
        assertThat(events).contains("\"rowsFailed\":1", "\"finishedAt\":\"");
        assertThat(file(seller).accept(CSV).get(API + "/jobs/" + job + "/errors").then().statusCode(200).extract()
                .asString()).contains("price");
        seller.request().get(API + "/jobs").then().statusCode(200).body("data.jobs.jobId", hasItem(job.toString()));
        seller.request().get(API + "/jobs/" + job).then().body("data.rowsDone", notNullValue());
        UUID second = upload(seller, NDJSON, "{\"sku\":\"" + sku + "\",\"price\":13.5,\"images\":[{\"url\":"
                + "\"https://img.example/2.png\",\"alt\":\"From above\"}],\"specifications\":{\"weight\":\"2 kg\"}}\n");
        Eventually.holds(() -> seller.request().get(API + "/jobs/" + second).then().body("data.status",
                equalTo("SUCCEEDED")));
        for (String type : List.of(CSV, NDJSON)) {
            assertThat(file(seller).accept(type).get(API + "/products/export").then().statusCode(200).extract()
                    .asString()).contains(sku, "13.5", "From above", "2 kg");
        }
        UUID cancelled = upload(seller, CSV, "sku,name,price,category,quantity\n"
                + (sku + "-y,Lamp,1.00," + slug + ",1\n").repeat(20_000));
        seller.request().post(API + "/jobs/" + cancelled + "/cancel").then().statusCode(200);
        seller.request().post(API + "/jobs/" + cancelled + "/cancel").then().statusCode(409);
    }

    @Test
    void orders_are_sent_refunded_and_cancelled_and_each_step_is_told() {
        Customer customer = Shop.customer().verified();
        UUID product = Shop.product("20.00", 9);
        UUID sent = customer.order("tok_approved", product, 2);
        UUID cancelled = customer.order("tok_approved", product, 1);
        Eventually.becomes(customer, sent, "PROCESSING/PAID");
        Eventually.becomes(customer, cancelled, "PROCESSING/PAID");
        customer.request().body(Map.of("reason", "Wrong size")).post(API + "/orders/" + cancelled + "/cancel").then()
                .statusCode(200);
        String admin = Shop.adminToken();
        request(admin).body(Map.of("amount", new BigDecimal("5.00"), "reason", "Scratched"))
                .post(API + "/orders/" + sent + "/refunds").then().statusCode(202);
        Eventually.becomes(customer, sent, "PROCESSING/PARTIALLY_REFUNDED");
        request(admin).body(Map.of("status", "SHIPPED", "trackingNumber", "1Z999AA10123456784"))
                .patch(API + "/orders/" + sent + "/status").then().statusCode(200);
        request(admin).body(Map.of("status", "PENDING")).patch(API + "/orders/" + sent + "/status").then()
                .statusCode(409);
        request(admin).body(Map.of("status", "DELIVERED")).patch(API + "/orders/" + sent + "/status").then()
                .statusCode(200);
        assertThat(customer.request().accept("text/event-stream, */*;q=0.1").get(API + "/orders/" + sent + "/events")
                .then().statusCode(200).extract().asString()).contains("DELIVERED", "1Z999AA10123456784");
        customer.request().get(API + "/orders/" + sent + "/payments").then().statusCode(200)
                .body("data.payments", hasSize(1)).body("data.refunds.status", hasItem("DONE"));
        Eventually.becomes(customer, cancelled, "CANCELLED/REFUNDED");
        Eventually.holds(() -> assertThat(Mailbox.aboutOrders(customer.email()).stream().map(mail -> mail.subject()
                .replaceAll(".* ", ""))).contains("confirmed", "way", "delivered", "cancelled", "refunded", "part"));
    }

    @Test
    void an_operator_looks_after_messages_stock_and_keys() throws Exception {
        String admin = Shop.adminToken();
        UUID nobody = UUID.randomUUID();
        String event = UUID.randomUUID().toString();
        try (Messages messages = Messages.connect()) { // as a release that knows more events would
            messages.publish("orders", "order.nonsense", event, """
                    {"specversion":"1.0","id":"%s","type":"order.nonsense","subject":"%s","data":{}}"""
                    .formatted(event, nobody));
        }
        Eventually.holds(() -> assertThat(deadLetters(admin, nobody)).isNotEmpty());
        String letter = deadLetters(admin, nobody).getFirst();
        request(admin).post(API + "/admin/dead-letters/" + letter + "/redrive").then().statusCode(200);
        Eventually.holds(() -> assertThat(deadLetters(admin, nobody)).isNotEmpty().doesNotContain(letter));
        for (String left : deadLetters(admin, nobody)) {
            request(admin).post(API + "/admin/dead-letters/" + left + "/discard").then().statusCode(200);
        }
        request(admin).post(API + "/admin/reconciliation/run").then().statusCode(202);
        Eventually.holds(() -> request(admin).get(API + "/admin/reconciliation").then().statusCode(200)
                .body("data.findings", notNullValue()));
        request(admin).post(API + "/admin/encryption").then().statusCode(202);
    }

    private static List<String> deadLetters(String admin, UUID subject) {
        return request(admin).queryParam("limit", 100).get(API + "/admin/dead-letters").then().statusCode(200).extract()
                .path("data.deadLetters.findAll { it.subject == '" + subject + "' }.id");
    }

    private static RequestSpecification file(Customer seller) {
        return given().config(BYTES).header("Authorization", "Bearer " + seller.token());
    }

    private static UUID upload(Customer seller, String type, String text) {
        return UUID.fromString(file(seller).contentType(type).body(text.getBytes(StandardCharsets.UTF_8))
                .post(API + "/products/import").then().statusCode(202).extract().path("data.jobId"));
    }
}
