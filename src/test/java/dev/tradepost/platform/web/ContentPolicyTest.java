package dev.tradepost.platform.web;

import static dev.tradepost.testsupport.Shop.API;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

@QuarkusTest
class ContentPolicyTest {

    private static final Pattern INLINE = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

    @Test
    void the_documentation_may_load_its_own_files_and_run_the_scripts_that_it_has() throws Exception {
        Response page = given().get("/docs/");
        String policy = page.then().statusCode(200).header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY").header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin").extract().header("Content-Security-Policy");
        assertThat(policy).startsWith("default-src 'none'").contains("script-src 'self'", "connect-src 'self'",
                "frame-ancestors 'none'").doesNotContain("*", "script-src 'unsafe-inline'", "'unsafe-eval'");
        List<String> scripts = INLINE.matcher(page.asString()).results().map(script -> script.group(1)).toList();
        assertThat(scripts).isNotEmpty();
        for (String script : scripts) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            assertThat(policy).contains("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
        }
        assertThat(page.asString()).doesNotContainPattern("<[^>]*\\son[a-z]+=").doesNotContain("src=\"http");
        given().get("/docs").then().statusCode(200);
    }

    @Test
    void what_is_no_page_may_load_nothing() {
        for (String path : List.of(API + "/categories", API + "/nowhere", "/openapi", "/nowhere")) {
            given().get(path).then().header("Content-Security-Policy",
                    equalTo("default-src 'none'; frame-ancestors 'none'"));
        }
    }
}
