package dev.tradepost.platform.deadletter;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

import dev.tradepost.platform.messaging.Letterbox;
import dev.tradepost.platform.messaging.Publisher;
import dev.tradepost.platform.metrics.GaugeSampler;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class DeadLetterResourceTest {

    private static final String LETTERS = Shop.API + "/admin/dead-letters";

    @Inject
    Publisher publisher;
    @Inject
    Letterbox letterbox;
    @Inject
    GaugeSampler gauges;
    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void P14_an_operator_sees_what_was_given_up_and_gives_it_another_try() throws IOException {
        UUID subject = UUID.randomUUID();
        String message = send("letter.curable", subject);
        UUID letter = dead(message);
        list("OPEN", message).body("queue", equalTo("letterbox")).body("type", equalTo("letter.curable"))
                .body("subject", equalTo(subject.toString())).body("tries", equalTo(1))
                .body("reason", equalTo("not cured yet")).body("diedAt", notNullValue())
                .body("payload", containsString(subject.toString())).body("status", equalTo("OPEN"));

        redrive(letter).statusCode(200); // too early: it dies once more
        Eventually.holds(() -> assertThat(open(message)).hasSize(1).doesNotContain(letter));

        letterbox.heal(subject);
        redrive(open(message).getFirst()).statusCode(200);
        Eventually.holds(() -> assertThat(letterbox.numbers(subject)).containsExactly(7));
        assertThat(open(message)).isEmpty();
        Shop.request(Shop.adminToken()).queryParam("subjectId", letter).get(Shop.API + "/admin/audit").then()
                .body("data.events", hasSize(1)).body("data.events[0].action", equalTo("dead_letter.redriven"))
                .body("data.events[0].details.queue", equalTo("letterbox"));
    }

    @Test
    void of_several_operators_one_redrives_and_the_others_are_told() throws Exception {
        UUID subject = UUID.randomUUID();
        UUID letter = dead(send("letter.curable", subject));
        letterbox.heal(subject);
        String admin = Shop.adminToken();
        List<Integer> answers = Together.times(4,
                () -> Shop.request(admin).post(LETTERS + "/" + letter + "/redrive").statusCode());
        assertThat(answers).containsOnlyOnce(200).filteredOn(status -> status == 409).hasSize(3);
        Eventually.holds(() -> assertThat(letterbox.numbers(subject)).containsExactly(7));
    }

    @Test
    void what_nobody_will_ever_handle_is_discarded_and_counts_no_more() throws IOException {
        UUID letter = dead(garbage());
        Shop.request(Shop.adminToken()).post(LETTERS + "/" + letter + "/discard").then().statusCode(200);
        redrive(letter).statusCode(409).body("code", equalTo("already_settled"));
        Shop.request(Shop.adminToken()).post(LETTERS + "/" + letter + "/discard").then().statusCode(409);
    }

    @Test
    void one_that_does_not_exist_is_not_found_and_customers_may_not_look() {
        redrive(UUID.randomUUID()).statusCode(404);
        Shop.customer().request().get(LETTERS).then().statusCode(403);
        Shop.request(Shop.adminToken()).queryParams("status", "LOST", "page", "0").get(LETTERS).then().statusCode(400)
                .body("errors", hasSize(2));
        Shop.request(Shop.adminToken()).queryParams("queue", "nobody").get(LETTERS).then().statusCode(200)
                .body("data.deadLetters", empty()).body("data.pagination.totalItems", equalTo(0));
    }

    @Test
    void P14_number_and_age_are_metrics() throws Exception {
        dead(garbage());
        gauges.sample();
        String metrics = given().get(management + "metrics").then().statusCode(200).extract().asString();
        assertThat(metrics).containsPattern("dead_letters\\{queue=\"letterbox\"\\} [1-9]")
                .contains("dead_letters_age_seconds{queue=\"letterbox\"}");
    }

    private String garbage() throws IOException {
        String id = UUID.randomUUID().toString();
        publish(id, "letter.plain", "not json");
        return id;
    }

    private String send(String type, UUID subject) throws IOException {
        String id = UUID.randomUUID().toString();
        publish(id, type, """
                {"specversion":"1.0","id":"%s","type":"%s","subject":"%s","data":{"number":7}}""".formatted(id, type,
                subject));
        return id;
    }

    private void publish(String id, String type, String body) throws IOException {
        publisher.publish(List.of(Publisher.Outgoing.event(id, type, body.getBytes(StandardCharsets.UTF_8))));
    }

    private static UUID dead(String message) {
        Eventually.holds(() -> assertThat(open(message)).hasSize(1));
        return open(message).getFirst();
    }

    private static List<UUID> open(String message) {
        return Database.query(UUID.class,
                "select id from platform.dead_letters where message_id = ? and settled_at is null", message);
    }

    private static ValidatableResponse redrive(UUID letter) {
        return Shop.request(Shop.adminToken()).post(LETTERS + "/" + letter + "/redrive").then();
    }

    /** The letter of that message among the newest. */
    private static ValidatableResponse list(String status, String message) {
        return Shop.request(Shop.adminToken()).queryParams("status", status, "queue", "letterbox", "limit", 100)
                .get(LETTERS).then().statusCode(200)
                .rootPath("data.deadLetters.find { it.messageId == '" + message + "' }");
    }
}
