package dev.tradepost.user.session;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.PASSWORD;
import static dev.tradepost.testsupport.Shop.request;
import static dev.tradepost.testsupport.Shop.uniqueEmail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Mailbox;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Tokens;
import dev.tradepost.testsupport.SpentTokens;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class SessionResourceTest {

    @Test
    void a_sign_in_returns_two_tokens_and_the_account() {
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
    void P24_of_the_tokens_of_a_session_only_the_hash_of_the_one_that_refreshes_is_stored() throws Exception {
        String email = uniqueEmail();
        Tokens first = Shop.signInAs(email);
        UUID userId = Shop.userId(first);
        assertThat(storedHashes(userId)).containsExactly(sha256(first.refresh()));
        Tokens second = refreshed(first);
        assertThat(storedHashes(userId)).containsExactly(sha256(second.refresh()));
        assertThat(Database.tablesWith("users", email)).contains("users"); // proves that the search finds something
        for (Tokens tokens : List.of(first, second)) {
            assertThat(Database.tablesWith("users", tokens.refresh())).isEmpty();
            assertThat(Database.tablesWith("users", tokens.access())).isEmpty();
        }
    }

    private static List<byte[]> storedHashes(UUID userId) {
        return Database.query(byte[].class, "select refresh_token_hash from users.sessions where user_id = ?", userId);
    }

    private static byte[] sha256(String token) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void the_address_is_compared_ignoring_case() {
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
    void account_disabled_is_revealed_only_with_the_right_password() {
        String email = uniqueEmail();
        UUID userId = Shop.register(email);
        Database.update("update users.users set is_active = false where id = ?", userId);
        request().body(Map.of("email", email, "password", PASSWORD)).post(API + "/users/login").then().statusCode(403)
                .body("code", equalTo("account_disabled"));
        request().body(Map.of("email", email, "password", "Wrong-Horse-1!")).post(API + "/users/login").then()
                .statusCode(401).body("code", equalTo("invalid_credentials"));
    }

    @Test
    void P24_a_spent_refresh_token_gets_the_same_pair_again_for_ten_seconds() {
        Tokens first = Shop.signInAs(uniqueEmail());
        Tokens second = refreshed(first);
        assertThat(second.refresh()).isNotEqualTo(first.refresh());
        assertThat(refreshed(first)).isEqualTo(second);
        assertThat(refreshed(first)).isEqualTo(second);
        request(second.access()).get(API + "/users/me").then().statusCode(200);
        assertThat(refreshed(second).refresh()).isNotEqualTo(second.refresh());
    }

    @Test
    void P24_showing_a_refresh_token_that_was_spent_longer_ago_ends_the_session_for_everybody() {
        String email = uniqueEmail();
        Tokens first = Shop.signInAs(email);
        Tokens second = refreshed(first);
        SpentTokens.outlive(first);
        endsTheSession(first, second, email);
    }

    @Test
    void P24_showing_a_refresh_token_older_than_the_last_spent_one_ends_the_session_at_once() {
        String email = uniqueEmail();
        Tokens first = Shop.signInAs(email);
        Tokens third = refreshed(refreshed(first));
        endsTheSession(first, third, email);
    }

    private static void endsTheSession(Tokens spent, Tokens current, String email) {
        refresh(spent.refresh()).then().statusCode(401).body("code", equalTo("session_revoked"));
        request(current.access()).get(API + "/users/me").then().statusCode(401)
                .body("code", equalTo("session_revoked"));
        request(spent.access()).get(API + "/users/me").then().statusCode(401);
        refresh(current.refresh()).then().statusCode(401).body("code", equalTo("session_revoked"));
        assertThat(Database.count("""
                select count(*) from platform.audit_events e join users.users u on e.subject_id = u.id::text
                 where u.email = ? and e.action = 'refresh_token.reused'""", email)).isOne();
    }

    @Test
    void P24_a_session_that_has_ended_gives_no_successor() {
        Tokens first = Shop.signInAs(uniqueEmail());
        Tokens second = refreshed(first);
        request(second.access()).post(API + "/users/logout").then().statusCode(200);
        assertThat(successors(first)).containsOnlyNulls();
        refresh(first.refresh()).then().statusCode(401).body("code", equalTo("session_revoked"));
    }

    @Test
    void P24_the_successor_is_encrypted_and_forgotten_after_ten_seconds() {
        Tokens first = Shop.signInAs(uniqueEmail());
        Tokens second = refreshed(first);
        assertThat(successors(first)).singleElement().asString().startsWith("aes:")
                .doesNotContain(second.refresh(), second.access());
        SpentTokens.outlive(first);
        Eventually.holds(() -> assertThat(successors(first)).containsOnlyNulls());
    }

    private static List<String> successors(Tokens tokens) {
        return Database.query(String.class, "select successor from users.sessions where id = ?",
                UUID.fromString(claims(tokens.refresh()).getString("sid")));
    }

    @Test
    void P24_twenty_who_refresh_at_once_get_one_new_pair() throws Exception {
        Tokens tokens = Shop.signInAs(uniqueEmail());
        List<Tokens> pairs = Together.times(20, () -> refreshed(tokens));
        assertThat(Set.copyOf(pairs)).hasSize(1);
        request(pairs.getFirst().access()).get(API + "/users/me").then().statusCode(200);
        refreshed(pairs.getFirst());
    }

    @Test
    void P23_an_access_token_or_a_forged_one_does_not_refresh() {
        Tokens tokens = Shop.signInAs(uniqueEmail());
        refresh(tokens.access()).then().statusCode(401).body("code", equalTo("unauthenticated"));
        refresh(tokens.refresh() + "x").then().statusCode(401);
        refresh("nonsense").then().statusCode(401);
        refresh(" ").then().statusCode(400);
        refreshed(tokens);
    }

    @Test
    void P25_signing_out_ends_the_session_at_once_its_access_token_included() {
        String email = uniqueEmail();
        Tokens here = Shop.signInAs(email);
        Tokens elsewhere = Shop.tokens(email, PASSWORD);
        request(here.access()).post(API + "/users/logout").then().statusCode(200);
        request(here.access()).get(API + "/users/me").then().statusCode(401).header("WWW-Authenticate", "Bearer")
                .body("code", equalTo("session_revoked"));
        refresh(here.refresh()).then().statusCode(401);
        request(elsewhere.access()).get(API + "/users/me").then().statusCode(200);
        request(here.access()).get(API + "/products").then().statusCode(200);
    }

    @Test
    void sessions_are_listed_with_device_and_address_and_can_be_revoked() {
        String email = uniqueEmail();
        Tokens here = Shop.signInAs(email);
        String phone = request().header("User-Agent", "Tradepost/1.4 (Android 16)\u00e9")
                .body(Map.of("email", email, "password", PASSWORD)).post(API + "/users/login").then().statusCode(200)
                .extract().path("data.token");
        Shop.tokens(email, PASSWORD);
        JsonPath list = request(here.access()).get(API + "/users/me/sessions").then().statusCode(200)
                .body("data.sessions.size()", equalTo(3))
                .body("data.sessions.findAll { it.current }.size()", equalTo(1))
                .body("data.sessions.address.unique()", equalTo(List.of("127.0.0.1"))).extract().jsonPath();
        String phoneSession = list
                .getString("data.sessions.find { it.device.startsWith('Tradepost/1.4 (Android 16)') }.sessionId");
        request(here.access()).delete(API + "/users/me/sessions/" + phoneSession).then().statusCode(200);
        request(phone).get(API + "/users/me").then().statusCode(401);
        request(here.access()).delete(API + "/users/me/sessions").then().statusCode(200).body("data.revoked",
                equalTo(1));
        request(here.access()).get(API + "/users/me/sessions").then().body("data.sessions.size()", equalTo(1));
    }

    @Test
    void P26_somebody_elses_session_cannot_be_ended() {
        Tokens mine = Shop.signInAs(uniqueEmail());
        Tokens theirs = Shop.signInAs(uniqueEmail());
        String sessionId = claims(theirs.access()).getString("sid");
        request(mine.access()).delete(API + "/users/me/sessions/" + sessionId).then().statusCode(403);
        request(mine.access()).delete(API + "/users/me/sessions/" + UUID.randomUUID()).then().statusCode(404);
        request(theirs.access()).get(API + "/users/me").then().statusCode(200);
    }

    @Test
    void the_owner_gets_a_mail_about_a_sign_in_from_a_new_device_only() {
        String email = uniqueEmail();
        Shop.signInAs(email);
        Shop.verify(email);
        Shop.tokens(email, PASSWORD);
        request().header("User-Agent", "Another phone").body(Map.of("email", email, "password", PASSWORD))
                .post(API + "/users/login").then().statusCode(200);
        Eventually.holds(() -> assertThat(Mailbox.of(email)).extracting(Mailbox.Mail::subject)
                .contains("A new sign-in to your account"));
        assertThat(Database.count("select count(*) from users.mail_jobs where recipient = ? and kind = 'NEW_SIGN_IN'",
                email)).isOne();
    }

    private static Tokens refreshed(Tokens tokens) {
        var answer = refresh(tokens.refresh()).then().statusCode(200)
                .body("data.expiresIn.intValue()", equalTo(86_400)).extract();
        return new Tokens(answer.path("data.token"), answer.path("data.refreshToken"));
    }

    private static Response refresh(String token) {
        return request().body(Map.of("refreshToken", token)).post(API + "/users/refresh");
    }

    private static JsonPath claims(String token) {
        return JsonPath.from(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]),
                StandardCharsets.UTF_8));
    }
}
