package dev.tradepost.platform.audit;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;

@QuarkusTest
class AuditResourceTest {

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
        UUID product = Shop.product("5.00", 1);
        request(Shop.adminToken()).queryParam("subjectId", product).get(AUDIT).then().body("data.events.action",
                contains("product.created"));
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
    void no_row_holds_an_address_of_mail_a_password_or_a_token() {
        String email = Shop.uniqueEmail();
        Shop.signInAs(email);
        assertThat(Database.count("select count(*) from platform.audit_events e where e::text like '%' || ? || '%'",
                email)).isZero();
    }
}
