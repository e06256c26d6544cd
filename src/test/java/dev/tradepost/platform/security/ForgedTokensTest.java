package dev.tradepost.platform.security;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;

import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;

@QuarkusTest
class ForgedTokensTest {

    @Inject
    TokenKeys keys;

    private String userId;
    private String sessionId;

    @BeforeEach
    void aSession() {
        Shop.Customer customer = Shop.customer();
        userId = customer.userId().toString();
        sessionId = customer.request().get(API + "/users/me/sessions").then().statusCode(200).extract()
                .path("data.sessions[0].sessionId");
    }

    @Test
    void a_token_like_ours_is_accepted() {
        request(signed(claims(), keys.access())).get(API + "/orders").then().statusCode(200);
    }

    @Test
    void P23_a_token_without_signature_is_refused() {
        String[] parts = signed(claims(), keys.access()).split("\\.", -1);
        refused(parts[0] + "." + parts[1] + ".");
        refused(encoded("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + parts[1] + ".");
    }

    @Test
    void P23_a_token_with_another_key_or_algorithm_is_refused() throws Exception {
        SecretKey other = new SecretKeySpec("another-secret-that-is-long-enough".getBytes(StandardCharsets.UTF_8),
                "HmacSHA256");
        refused(signed(claims(), other));
        refused(byHand("HS512", "HmacSHA512", payload(Instant.now().plusSeconds(60))));
    }

    @Test
    void what_is_made_by_hand_as_we_make_it_is_accepted() throws Exception {
        request(byHand("HS256", "HmacSHA256", payload(Instant.now().plusSeconds(60)))).get(API + "/orders").then()
                .statusCode(200);
    }

    @Test
    void P23_a_token_that_was_changed_is_refused() {
        String[] parts = signed(claims(), keys.access()).split("\\.", -1);
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        refused(parts[0] + "." + encoded(payload.replace("customer", "admin")) + "." + parts[2]);
        refused(parts[0] + "." + parts[1] + "." + parts[2].substring(1) + "A");
    }

    @Test
    void P23_a_token_of_another_issuer_without_expiry_or_without_subject_is_refused() throws Exception {
        refused(signed(claims().issuer("elsewhere"), keys.access()));
        String payload = payload(Instant.now().plusSeconds(60));
        refused(byHand("HS256", "HmacSHA256", payload.replaceFirst("\"exp\":\\d+,", "")));
        refused(byHand("HS256", "HmacSHA256", payload.replaceFirst("\"sub\":\"[^\"]+\",", "")));
        refused(byHand("HS256", "HmacSHA256", payload.replaceFirst("\"iss\":\"[^\"]+\",", "")));
        refused(byHand("HS256", "HmacSHA256", payload.replaceFirst("\"sid\":\"[^\"]+\",", "")));
        refused(byHand("HS256", "HmacSHA256", payload.replaceFirst("\"sid\":\"[^\"]+\",", "\"sid\":\"x\",")));
    }

    @Test
    void P23_a_token_of_a_session_that_there_is_not_is_refused() throws Exception {
        request(byHand("HS256", "HmacSHA256",
                payload(Instant.now().plusSeconds(60)).replace(sessionId, UUID.randomUUID().toString())))
                .get(API + "/users/me").then().statusCode(401).body("code", equalTo("session_revoked"));
    }

    @Test
    void an_expired_token_says_so() {
        request(signed(claims().expiresAt(Instant.now().minusSeconds(60)), keys.access())).get(API + "/users/me").then()
                .statusCode(401).header("WWW-Authenticate", "Bearer").body("code", equalTo("token_expired"));
    }

    @Test
    void P23_a_token_that_was_good_before_is_refused_when_it_has_expired() {
        String token = signed(claims().expiresAt(Instant.now().plusSeconds(1)), keys.access());
        request(token).get(API + "/users/me").then().statusCode(200);
        Eventually.holds(() -> request(token).get(API + "/users/me").then().statusCode(401).body("code",
                equalTo("token_expired")));
    }

    @Test
    void P23_a_refresh_token_is_no_access_token() {
        String email = Shop.uniqueEmail();
        Shop.register(email);
        String refresh = request().body(java.util.Map.of("email", email, "password", Shop.PASSWORD))
                .post(API + "/users/login").then().statusCode(200).extract().path("data.refreshToken");
        refused(refresh);
    }

    @Test
    void P23_a_token_has_one_spelling() {
        String token = signed(claims(), keys.access());
        for (String other : new String[]{token + "=", token + "!", token + "%%%", token.replaceFirst("^", " x")}) {
            refused(other);
        }
        // 256 bits leave two of the last character's six unused: three more characters decode to the same signature.
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(token.charAt(token.length() - 1));
        refused(token.substring(0, token.length() - 1) + alphabet.charAt(last + 1));
    }

    @Test
    void a_broken_token_does_not_lock_anybody_out_of_what_is_public() {
        request("nonsense").get(API + "/products").then().statusCode(200);
        String email = Shop.uniqueEmail();
        Shop.register(email);
        request("nonsense").body(java.util.Map.of("email", email, "password", Shop.PASSWORD))
                .post(API + "/users/login").then().statusCode(200);
    }

    private JwtClaimsBuilder claims() {
        return Jwt.issuer(TokenConfig.ISSUER).subject(userId).claim("sid", sessionId).groups(Set.of(Roles.CUSTOMER))
                .expiresAt(Instant.now().plusSeconds(60));
    }

    private String payload(Instant expiry) {
        return "{\"iss\":\"%s\",\"sub\":\"%s\",\"exp\":%d,\"sid\":\"%s\",\"groups\":[\"customer\"]}"
                .formatted(TokenConfig.ISSUER, userId, expiry.getEpochSecond(), sessionId);
    }

    private String byHand(String algorithm, String mac, String payload) throws GeneralSecurityException {
        String signed = encoded("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}") + "." + encoded(payload);
        Mac signer = Mac.getInstance(mac);
        signer.init(new SecretKeySpec(keys.access().getEncoded(), mac));
        return signed + "." + Base64.getUrlEncoder().withoutPadding()
                .encodeToString(signer.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    private static String signed(JwtClaimsBuilder claims, SecretKey key) {
        return claims.jws().algorithm(SignatureAlgorithm.HS256).sign(key);
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(String token) {
        refused(request(token).get(API + "/users/me").then());
    }

    private static void refused(io.restassured.response.ValidatableResponse answer) {
        String code = answer.statusCode(401).header("WWW-Authenticate", "Bearer")
                .contentType("application/problem+json").extract().path("code");
        assertThat(code).isIn("unauthenticated", "token_expired");
    }
}
