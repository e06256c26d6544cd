package dev.tradepost.catalog.importexport;

import static dev.tradepost.catalog.importexport.ImportFiles.CSV;
import static dev.tradepost.catalog.importexport.ImportFiles.upload;
import static dev.tradepost.testsupport.Shop.API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

import dev.tradepost.platform.job.ChangeableJobs;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Held;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;

/** The quota of uploads whose jobs have not ended. */
@QuarkusTest
class UploadQuotaTest {

    private static final int MOST = 4 * 1024 * 1024;

    @Inject
    ChangeableJobs jobs;

    private Shop.Customer seller;

    @BeforeEach
    void a_seller_who_may_have_four_megabytes() {
        seller = Shop.seller();
        jobs.limitEachUser(MOST);
    }

    @AfterEach
    void as_configured() {
        jobs.reset();
        Database.update("delete from platform.jobs where owner_id = ?", seller.userId());
    }

    @Test
    void P28_a_file_that_is_larger_than_all_of_a_seller_may_be_is_refused_before_it_is_stored() throws Exception {
        upload(seller.token(), CSV, file(MOST + 1)).then().statusCode(413).body("code", equalTo("content_too_large"))
                .body("detail", equalTo("An upload may have at most 4 MB"));
        HttpResponse<String> unannounced = chunked(seller.token(), file(MOST + 1));
        assertThat(unannounced.statusCode()).isEqualTo(413);
        assertThat(kept()).isZero();
    }

    @Test
    void P28_files_that_wait_and_a_new_one_may_have_so_much_together() throws Exception {
        waiting(MOST - 1000);
        upload(seller.token(), CSV, file(1001)).then().statusCode(429).body("code", equalTo("upload_quota_exceeded"))
                .header("Retry-After", notNullValue());
        assertThat(chunked(seller.token(), file(1001)).statusCode()).isEqualTo(429);
        upload(seller.token(), CSV, file(1000)).then().statusCode(202);
        upload(Shop.seller().token(), CSV, file(1001)).then().statusCode(202);
    }

    @Test
    void P28_files_that_come_at_once_are_counted_before_they_are_stored() throws Exception {
        waiting(MOST - 10_000);
        String file = file(8_000);
        try (Held jobsDoNotEnd = Held.rows("lock table platform.job_errors in access exclusive mode")) {
            List<Integer> answers = Together.times(4, () -> upload(seller.token(), CSV, file).statusCode());
            assertThat(Collections.frequency(answers, 202)).isOne();
            assertThat(Collections.frequency(answers, 429)).isEqualTo(3);
            jobsDoNotEnd.letGo();
        }
    }

    @Test
    void P28_all_files_together_have_a_bound_which_administrators_have_too() {
        waiting(MOST);
        upload(Shop.adminToken(), CSV, file(1001)).then().statusCode(202);
        jobs.limitAll(MOST);
        upload(Shop.adminToken(), CSV, file(1001)).then().statusCode(429)
                .body("code", equalTo("upload_quota_exceeded"));
    }

    /** A job that another instance works on. */
    private void waiting(long bytes) {
        Database.update("""
                insert into platform.jobs (id, kind, owner_id, status, created_at, lease_id, lease_until, input_bytes)
                values (?, 'product_import', ?, 'RUNNING', now(), gen_random_uuid(), now() + interval '1 hour', ?)""",
                UUID.randomUUID(), seller.userId(), bytes);
    }

    private long kept() {
        return Database.count("select count(*) from platform.jobs where owner_id = ?", seller.userId());
    }

    private static String file(int bytes) {
        String header = "sku,description\n";
        return header + "x".repeat(bytes - header.length());
    }

    private static HttpResponse<String> chunked(String token, String file) throws IOException, InterruptedException {
        byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest
                    .newBuilder(URI.create("http://localhost:" + RestAssured.port + API + "/products/import"))
                    .header("Authorization", "Bearer " + token).header("Content-Type", CSV)
                    .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
