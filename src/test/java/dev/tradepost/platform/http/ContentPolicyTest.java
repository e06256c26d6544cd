package dev.tradepost.platform.http;

import static dev.tradepost.testsupport.Shop.API;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class ContentPolicyTest {

    @Test
    void the_documentation_may_load_its_own_files() {
        for (String path : List.of("/docs", "/docs/", "/docs/swagger-ui-bundle.js")) {
            given().get(path).then().statusCode(200).header("X-Content-Type-Options", "nosniff")
                    .header("X-Frame-Options", "DENY").header("Referrer-Policy", "no-referrer")
                    .header("Cross-Origin-Opener-Policy", "same-origin")
                    .header("Content-Security-Policy", startsWith("default-src 'none'; script-src 'self' 'sha256-"));
        }
    }

    @Test
    void what_is_no_page_may_load_nothing() {
        for (String path : List.of(API + "/categories", API + "/nowhere", "/openapi", "/nowhere")) {
            given().get(path).then().header("Content-Security-Policy",
                    equalTo("default-src 'none'; frame-ancestors 'none'"));
        }
    }
}
