package dev.tradepost.catalog.importexport;

import static dev.tradepost.testsupport.Shop.API;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;

/** Uploads, exports, and the jobs of imports. */
final class ImportFiles {

    static final String CSV = "text/csv";
    static final String NDJSON = "application/x-ndjson";
    private static final RestAssuredConfig BYTES = RestAssuredConfig.config()
            .encoderConfig(EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));

    private ImportFiles() {}

    static RequestSpecification as(String token) {
        return given().config(BYTES).header("Authorization", "Bearer " + token);
    }

    static Response upload(String token, String type, String file) {
        return as(token).contentType(type).body(file.getBytes(StandardCharsets.UTF_8)).post(API + "/products/import");
    }

    /** Uploads a file and returns its job when that has ended. */
    static Response taken(String token, String type, String file) {
        UUID jobId = UUID.fromString(upload(token, type, file).then().statusCode(202).extract().path("data.jobId"));
        return ended(token, jobId);
    }

    static Response ended(String token, UUID jobId) {
        Eventually.holds(() -> assertThat(read(token, jobId).<Object>path("data.finishedAt")).isNotNull());
        return read(token, jobId);
    }

    static Response read(String token, UUID jobId) {
        return Shop.request(token).get(API + "/jobs/" + jobId);
    }

    static String errors(String token, Response job) {
        return as(token).get(API + "/jobs/" + job.path("data.jobId") + "/errors").then().statusCode(200)
                .contentType("text/csv;charset=UTF-8").extract().asString();
    }

    static String export(String token, String type) {
        return as(token).accept(type).get(API + "/products/export").then().statusCode(200).extract().asString();
    }
}
