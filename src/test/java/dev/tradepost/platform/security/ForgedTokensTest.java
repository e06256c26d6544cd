package dev.tradepost.platform.security;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;

import dev.tradepost.testsupport.Mailbox;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Shop.Tokens;

@QuarkusTest
class ForgedTokensTest {

    private static final byte[] OTHER_KEY = "another-secret-that-is-long-enough".getBytes(StandardCharsets.US_ASCII);

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
    void a_token_that_is_signed_like_ours_is_accepted() {
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
        SecretKey other = new SecretKeySpec(OTHER_KEY, "HmacSHA256");
        refused(signed(claims(), other));
        refused(byHand("HS512", "HmacSHA512", payload(Instant.now().plusSeconds(60))));
    }

    @Test
    void a_token_that_is_built_by_hand_like_ours_is_accepted() throws Exception {
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
    void an_expired_token_is_reported_as_expired() {
        request(signed(claims().expiresAt(Instant.now().minusSeconds(60)), keys.access())).get(API + "/users/me").then()
                .statusCode(401).header("WWW-Authenticate", "Bearer").body("code", equalTo("token_expired"));
    }

    @Test
    void P23_a_token_is_good_until_it_expires() {
        String good = signed(claims().expiresAt(Instant.now().plusSeconds(600)), keys.access());
        request(good).get(API + "/users/me").then().statusCode(200);
        String expired = signed(claims().expiresAt(Instant.now().minusSeconds(600)), keys.access());
        request(expired).get(API + "/users/me").then().statusCode(401).body("code", equalTo("token_expired"));
    }

    @Test
    void P23_whatever_is_no_access_token_of_ours_gets_one_answer() throws Exception {
        String[] parts = signed(claims(), keys.access()).split("\\.", -1);
        String payload = payload(Instant.now().plusSeconds(600));
        String expired = payload(Instant.now().minusSeconds(600));
        String email = Shop.uniqueEmail();
        Tokens tokens = Shop.signInAs(email);
        List<String> others = new ArrayList<>(List.of("nonsense", "a.b.c", parts[0] + "." + parts[1] + ".",
                encoded("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + parts[1] + ".",
                parts[0] + "." + encoded(payload.replace("customer", "admin")) + "." + parts[2],
                parts[0] + "." + parts[1] + "." + parts[2].substring(1) + "A",
                byHand("HS512", "HmacSHA512", payload),
                byHand("HS256", "HmacSHA256", payload.replace(TokenConfig.ISSUER, "elsewhere")),
                byHand("HS256", "HmacSHA256", payload.replaceFirst("\"exp\":\\d+,", "")),
                byHand("HS256", "HmacSHA256", payload.replaceFirst("\"sub\":\"[^\"]+\",", "")),
                byHand("HS256", "HmacSHA256", payload.replaceFirst("\"sid\":\"[^\"]+\",", "")),
                forged("{\"alg\":\"HS256\"}", expired, OTHER_KEY),
                tokens.refresh(), Mailbox.token(email, "Please confirm your e-mail address"), resetToken(email)));
        others.addAll(keyTricks(payload));
        Map<Seen, List<String>> answers = others.stream().collect(
                Collectors.groupingBy(token -> Seen.of(request(token).get(API + "/users/me"))));
        assertThat(answers).hasSize(1).allSatisfy((seen, _) -> {
            assertThat(seen.status()).isEqualTo(401);
            assertThat(seen.body()).containsEntry("code", "unauthenticated");
            assertThat(seen.headers()).contains("WWW-Authenticate: Bearer");
        });
    }

    @Test
    void P23_whatever_is_no_refresh_token_of_ours_gets_one_answer() throws Exception {
        String payload = "{\"iss\":\"%s\",\"sub\":\"%s\",\"exp\":%d,\"sid\":\"%s\"}".formatted(TokenConfig.ISSUER,
                userId, Instant.now().plusSeconds(600).getEpochSecond(), sessionId);
        String email = Shop.uniqueEmail();
        Tokens tokens = Shop.signInAs(email);
        List<String> others = new ArrayList<>(List.of("nonsense", tokens.access(),
                forged("{\"alg\":\"HS256\"}", payload, keys.access().getEncoded()),
                encoded("{\"alg\":\"none\"}") + "." + encoded(payload) + ".", tokens.refresh() + "x",
                Mailbox.token(email, "Please confirm your e-mail address"), resetToken(email)));
        others.addAll(keyTricks(payload));
        Map<Seen, List<String>> answers = others.stream().collect(Collectors.groupingBy(
                token -> Seen.of(request().body(Map.of("refreshToken", token)).post(API + "/users/refresh"))));
        assertThat(answers).hasSize(1).allSatisfy((seen, _) -> {
            assertThat(seen.status()).isEqualTo(401);
            assertThat(seen.body()).containsEntry("code", "unauthenticated");
        });
    }

    @Test
    void P23_no_token_of_a_session_does_what_a_token_from_a_mail_does() {
        String email = Shop.uniqueEmail();
        Tokens tokens = Shop.signInAs(email);
        for (String token : List.of(tokens.access(), tokens.refresh())) {
            request().body(Map.of("token", token)).post(API + "/users/verify-email").then().statusCode(400);
            request().body(Map.of("token", token, "newPassword", "Better-Horse-2!"))
                    .post(API + "/users/password-reset/confirm").then().statusCode(400);
        }
        request(Shop.signIn(email, Shop.PASSWORD)).get(API + "/users/me").then().body("data.isVerified",
                equalTo(false));
    }

    /** Signed with the key that the header suggests. */
    private List<String> keyTricks(String payload) throws GeneralSecurityException {
        String embedded = Base64.getUrlEncoder().withoutPadding().encodeToString(OTHER_KEY);
        List<String> tokens = new ArrayList<>();
        // An empty key signs like a key of zeros: HMAC pads keys with them (RFC 2104).
        for (String emptyFile : List.of("/dev/null", "../../../../../../dev/null", "file:///dev/null", "")) {
            tokens.add(forged(header("kid", emptyFile), payload, new byte[1]));
        }
        for (String query : List.of("' union select '%s' -- ", "x' or '1'='1", "'; drop table users.sessions; --")) {
            tokens.add(forged(header("kid", query.formatted(new String(OTHER_KEY, StandardCharsets.US_ASCII))), payload,
                    OTHER_KEY));
        }
        for (String id : List.of("refresh", "previous", "old", "1", "../refresh", "\u0000")) {
            tokens.add(forged(header("kid", id), payload, OTHER_KEY));
        }
        for (String refreshKeys : List.of("refresh", "tradepost.token.refresh-secret", "JWT_REFRESH_SECRET")) {
            byte[] key = payload.contains("groups") ? keys.refresh().getEncoded() : keys.access().getEncoded();
            tokens.add(forged(header("kid", refreshKeys), payload, key));
        }
        tokens.add(
                forged("{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"" + embedded + "\"}}", payload, OTHER_KEY));
        tokens.add(forged(header("jku", "http://127.0.0.1:" + RestAssured.port + "/keys.json"), payload, OTHER_KEY));
        tokens.add(forged(header("x5u", "http://127.0.0.1:" + RestAssured.port + "/key.pem"), payload, OTHER_KEY));
        tokens.add(forged("{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}", payload, OTHER_KEY));
        return tokens;
    }

    private static String header(String field, String value) {
        return "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"" + field + "\":\"" + value.replace("\u0000", "\\u0000") + "\"}";
    }

    private static String forged(String header, String payload, byte[] key) throws GeneralSecurityException {
        return sealed(header, payload, "HmacSHA256", key);
    }

    private static String resetToken(String email) {
        Shop.verify(email);
        request().body(Map.of("email", email)).post(API + "/users/password-reset").then().statusCode(202);
        return Mailbox.token(email, "Choose a new password");
    }

    /** A response without what differs each time: ids, the date and the remaining quota. */
    private record Seen(int status, Map<String, Object> body, List<String> headers) {

        private static final Set<String> DIFFERENT = Set.of("X-Request-Id", "X-Trace-Id", "X-RateLimit-Remaining",
                "X-RateLimit-Reset", "date");

        static Seen of(Response answer) {
            Map<String, Object> body = answer.jsonPath().getMap("$");
            body.remove("traceId");
            return new Seen(answer.statusCode(), body,
                    answer.headers().asList().stream().filter(header -> !DIFFERENT.contains(header.getName()))
                            .map(header -> header.getName() + ": " + header.getValue()).sorted().toList());
        }
    }

    @Test
    void P23_a_token_has_one_spelling() {
        String token = signed(claims(), keys.access());
        for (String other : new String[]{token + "=", token + "!", token + "%%%", token.replaceFirst("^", " x")}) {
            refused(other);
        }
        // 256 bits leave two of the last character's six unused, so three other characters decode to the same signature.
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(token.charAt(token.length() - 1));
        refused(token.substring(0, token.length() - 1) + alphabet.charAt(last + 1));
    }

    @Test
    void a_broken_token_does_not_block_public_endpoints() {
        request("nonsense").get(API + "/products").then().statusCode(200);
        String email = Shop.uniqueEmail();
        Shop.register(email);
        request("nonsense").body(Map.of("email", email, "password", Shop.PASSWORD))
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
        return sealed("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}", payload, mac, keys.access().getEncoded());
    }

    private static String sealed(String header, String payload, String mac, byte[] key)
            throws GeneralSecurityException {
        String signed = encoded(header) + "." + encoded(payload);
        Mac signer = Mac.getInstance(mac);
        signer.init(new SecretKeySpec(key, mac));
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
        answer.statusCode(401).header("WWW-Authenticate", "Bearer").contentType("application/problem+json")
                .body("code", equalTo("unauthenticated"));
    }
}
