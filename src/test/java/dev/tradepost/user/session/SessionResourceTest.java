package dev.tradepost.user.session;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.PASSWORD;
import static dev.tradepost.testsupport.Shop.request;
import static dev.tradepost.testsupport.Shop.uniqueEmail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;

@QuarkusTest
class SessionResourceTest {

    @Test
    void signing_in_gives_a_pair_of_tokens_and_the_account() {
        String email = uniqueEmail();
        UUID userId = Shop.register(email);
        var answer = request().body(Map.of("email", email, "password", PASSWORD)).post(API + "/users/login").then()
                .statusCode(200).body("data.expiresIn.intValue()", equalTo(86_400))
                .body("data.user.userId", equalTo(userId.toString())).body("data.user.email", equalTo(email))
                .body("data.user.role", equalTo("customer")).extract();
        JsonPath claims = claims(answer.path("data.token"));
        assertThat(claims.getString("userId")).isEqualTo(userId.toString()).isEqualTo(claims.getString("sub"));
        assertThat(claims.getString("email")).isEqualTo(email);
        assertThat(claims.getString("role")).isEqualTo("customer");
        assertThat(claims.getList("groups")).hasToString("[customer]");
        assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(86_400);
        JsonPath refresh = claims(answer.path("data.refreshToken"));
        assertThat(refresh.getString("sid")).isEqualTo(claims.getString("sid"));
        assertThat(refresh.getLong("exp") - refresh.getLong("iat")).isEqualTo(7 * 86_400);
    }

    @Test
    void P24_of_the_refresh_token_only_a_hash_is_stored() {
        String email = uniqueEmail();
        UUID userId = Shop.register(email);
        Shop.signIn(email, PASSWORD);
        assertThat(Database.query(Integer.class,
                "select length(refresh_token_hash) from users.sessions where user_id = ?", userId))
                .containsExactly(32);
    }

    @Test
    void the_address_is_known_in_any_case() {
        String email = uniqueEmail();
        Shop.register(email);
        assertThat(Shop.signIn(email.toUpperCase(Locale.ROOT), PASSWORD)).isNotBlank();
    }

    @Test
    void P20_an_unknown_address_and_a_wrong_password_get_the_same_answer() {
        String email = uniqueEmail();
        Shop.register(email);
        for (String tried : new String[]{email, uniqueEmail()}) {
            request().body(Map.of("email", tried, "password", "Wrong-Horse-1!")).post(API + "/users/login").then()
                    .statusCode(401).header("WWW-Authenticate", "Bearer")
                    .body("code", equalTo("invalid_credentials"))
                    .body("detail", equalTo("E-mail or password is wrong"));
        }
    }

    @Test
    void a_disabled_account_is_told_so_only_with_the_right_password() {
        String email = uniqueEmail();
        UUID userId = Shop.register(email);
        Database.update("update users.users set is_active = false where id = ?", userId);
        request().body(Map.of("email", email, "password", PASSWORD)).post(API + "/users/login").then().statusCode(403)
                .body("code", equalTo("account_disabled"));
        request().body(Map.of("email", email, "password", "Wrong-Horse-1!")).post(API + "/users/login").then()
                .statusCode(401).body("code", equalTo("invalid_credentials"));
    }

    private static JsonPath claims(String token) {
        return JsonPath.from(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]),
                StandardCharsets.UTF_8));
    }
}
