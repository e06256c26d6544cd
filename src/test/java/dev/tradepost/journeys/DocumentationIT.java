package dev.tradepost.journeys;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.restassured.response.Response;

import dev.tradepost.testsupport.TwoInstances;

/** The page as it is shipped: in tests Quarkus writes other scripts into it. */
@ExtendWith(TwoInstances.class)
public class DocumentationIT {

    private static final Pattern INLINE = Pattern.compile("<script(?: defer)?>(.*?)</script>", Pattern.DOTALL);

    @Test
    void the_documentation_may_load_its_own_files_and_run_the_scripts_that_it_has() throws Exception {
        Response page = given().get("/docs/");
        String policy = page.then().statusCode(200).header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY").header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin").extract().header("Content-Security-Policy");
        assertThat(policy).startsWith("default-src 'none'").contains("script-src 'self'", "connect-src 'self'",
                "frame-ancestors 'none'").doesNotContain("*", "script-src 'unsafe-inline'", "'unsafe-eval'");
        // As a browser reads it: with one kind of line end.
        String html = page.asString().replace("\r\n", "\n");
        List<String> scripts = INLINE.matcher(html).results().map(script -> script.group(1)).toList();
        assertThat(scripts).hasSize((int) Pattern.compile("<script(?![^>]*src=)").matcher(html).results().count())
                .isNotEmpty();
        for (String script : scripts) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            assertThat(policy).contains("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
        }
        assertThat(page.asString()).doesNotContainPattern("<[^>]*\\son[a-z]+=").doesNotContain("src=\"http");
        given().get("/docs").then().statusCode(200);
    }
}
