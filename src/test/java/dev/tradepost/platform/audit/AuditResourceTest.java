package dev.tradepost.platform.audit;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.platform.database.RetentionScheduler;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Mailbox;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Tokens;
import dev.tradepost.testsupport.SpentTokens;

@QuarkusTest
class AuditResourceTest {

    @Inject
    RetentionScheduler retention;

    private static final String AUDIT = API + "/admin/audit";

    @Test
    void what_happens_to_an_account_is_told_with_who_whom_when_and_from_where() {
        String email = Shop.uniqueEmail();
        UUID userId = Shop.register(email);
        request().body(Map.of("email", email, "password", "Wrong-Horse-1!")).header("X-Request-Id", "the-wrong-one")
                .post(API + "/users/login").then().statusCode(401);
        Shop.signIn(email, Shop.PASSWORD);
        String admin = Shop.adminToken();
        request(admin).body(Map.of("role", "seller")).patch(API + "/users/" + userId).then().statusCode(200);
        request(admin).queryParam("subjectId", userId).get(AUDIT).then().statusCode(200)
                .body("data.events.action", contains("user.role_changed", "session.started", "session.refused",
                        "user.registered"))
                .body("data.events[0].details.to", equalTo("seller")).body("data.events[0].actorRole", equalTo("admin"))
                .body("data.events[0].actorId", notNullValue()).body("data.events[0].occurredAt", notNullValue())
                .body("data.events[2].requestId", equalTo("the-wrong-one"))
                .body("data.events[2].address", equalTo("127.0.0.1"))
                .body("data.pagination.totalItems.intValue()", equalTo(4));
    }

    @Test
    void the_filters_combine() {
        UUID userId = Shop.register(Shop.uniqueEmail());
        String admin = Shop.adminToken();
        request(admin).queryParams("subjectId", userId, "action", "user.*", "actorId", userId, "address", "127.0.0.1",
                "from", "2026-01-01T00:00:00Z").get(AUDIT).then().statusCode(200).body("data.events", hasSize(1));
        request(admin).queryParams("subjectId", userId, "to", "2026-01-01T00:00:00Z").get(AUDIT).then()
                .body("data.events", empty());
        request(admin).queryParams("actorId", "x", "from", "yesterday", "to", "99999-01-01T00:00:00Z", "who", "me")
                .get(AUDIT).then().statusCode(400).body("errors", hasSize(4));
    }

    @Test
    void a_product_and_a_category_leave_a_row_each() {
        String admin = Shop.adminToken();
        UUID product = Shop.product("5.00", 1);
        toldOf(admin, product, "product.created");
        UUID category = Shop.category();
        toldOf(admin, category, "category.created");
        request(admin).body(Map.of("name", "Renamed")).patch(API + "/categories/" + category).then().statusCode(200);
        toldOf(admin, category, "category.changed", "category.created");
        request(admin).delete(API + "/categories/" + category).then().statusCode(200);
        toldOf(admin, category, "category.deleted", "category.changed", "category.created");
    }

    /** Newest first, and nothing else. */
    private static void toldOf(String admin, UUID subject, String... actions) {
        request(admin).queryParam("subjectId", subject).get(AUDIT).then().statusCode(200)
                .body("data.events.action", contains(actions))
                .body("data.events.actorRole", everyItem(equalTo("admin")))
                .body("data.events.actorId", everyItem(notNullValue()));
    }

    @Test
    void no_row_is_ever_changed_or_removed() {
        Shop.register(Shop.uniqueEmail());
        for (String sql : new String[]{"update platform.audit_events set action = 'x'",
                "delete from platform.audit_events", "truncate platform.audit_events"}) {
            assertThatIllegalStateException().isThrownBy(() -> Database.update(sql))
                    .withMessageContaining("append-only");
        }
    }

    @Test
    void rows_go_when_they_have_been_kept_for_long_enough_and_no_sooner() {
        String old = insert("401 days");
        String young = insert("399 days");
        retention.run("platform.audit_events");
        assertThat(Database.query(String.class,
                "select subject_id from platform.audit_events where subject_id = any (?)", (Object) new String[]{old,
                        young}))
                .containsExactly(young);
    }

    private static String insert(String age) {
        String subject = Shop.unique("subject");
        Database.update("""
                insert into platform.audit_events (id, occurred_at, action, subject_type, subject_id)
                values (gen_random_uuid(), now() - cast(? as interval), 'user.exported', 'user', ?)""", age, subject);
        return subject;
    }

    @Test
    void no_row_of_a_whole_life_holds_an_address_of_mail_a_password_or_a_token() {
        String email = Shop.uniqueEmail();
        Tokens first = Shop.signInAs(email);
        UUID userId = Shop.userId(first);
        String wrong = "Wrong-Horse-" + UUID.randomUUID() + "!A1";
        request().body(Map.of("email", email, "password", wrong)).post(API + "/users/login").then().statusCode(401);
        String verification = Mailbox.token(email, "Please confirm your e-mail address");
        request().body(Map.of("token", verification)).post(API + "/users/verify-email").then().statusCode(200);
        var refreshed = request().body(Map.of("refreshToken", first.refresh())).post(API + "/users/refresh").then()
                .statusCode(200).extract();
        String access = refreshed.path("data.token");
        String refresh = refreshed.path("data.refreshToken");
        String second = "Second-Horse-" + UUID.randomUUID().toString().substring(0, 8) + "!A1";
        request(access).body(Map.of("currentPassword", Shop.PASSWORD, "newPassword", second))
                .post(API + "/users/me/password").then().statusCode(200);
        SpentTokens.outlive(first);
        request().body(Map.of("refreshToken", first.refresh())).post(API + "/users/refresh").then().statusCode(401);
        request().body(Map.of("email", email)).post(API + "/users/password-reset").then().statusCode(202);
        String reset = Mailbox.token(email, "Choose a new password");
        String third = "Third-Horse-" + UUID.randomUUID().toString().substring(0, 8) + "!A1";
        request().body(Map.of("token", reset, "newPassword", third)).post(API + "/users/password-reset/confirm").then()
                .statusCode(200);
        Tokens last = Shop.tokens(email, third);
        request(last.access()).body(Map.of("password", third)).delete(API + "/users/me").then().statusCode(200);

        assertThat(Database.query(String.class, "select action from platform.audit_events where subject_id = ?",
                userId.toString())).contains("user.registered", "session.started", "session.refused", "email.verified",
                        "password.changed", "refresh_token.reused", "password.reset", "user.erased");
        for (String secret : List.of(email, Shop.PASSWORD, wrong, second, third, first.access(), first.refresh(),
                verification, access, refresh, reset, last.access(), last.refresh())) {
            assertThat(Database.count("select count(*) from platform.audit_events e where strpos(e::text, ?) > 0",
                    secret)).as("rows with %s", secret).isZero();
        }
    }
}
