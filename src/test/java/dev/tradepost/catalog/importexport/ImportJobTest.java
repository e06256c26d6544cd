package dev.tradepost.catalog.importexport;

import static dev.tradepost.catalog.importexport.ImportFiles.CSV;
import static dev.tradepost.catalog.importexport.ImportFiles.ended;
import static dev.tradepost.catalog.importexport.ImportFiles.read;
import static dev.tradepost.catalog.importexport.ImportFiles.taken;
import static dev.tradepost.catalog.importexport.ImportFiles.upload;
import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

import dev.tradepost.platform.stream.OpenStreams;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Held;
import dev.tradepost.testsupport.Shop;

/** The behaviour of jobs, shown by imports. */
@QuarkusTest
class ImportJobTest {

    @Inject
    OpenStreams streams;

    private Shop.Customer seller;
    private String category;
    private String sku;

    @BeforeEach
    void aSellerAndACategory() {
        seller = Shop.seller();
        category = unique("category");
        Shop.category(category, null);
        sku = unique("SKU");
    }

    private String file(int rows) {
        StringBuilder file = new StringBuilder("sku,name,price,category,quantity\n");
        for (int i = 1; i <= rows; i++) {
            file.append(sku).append('-').append(i).append(",Lamp,1.00,").append(category).append(",1\n");
        }
        return file.toString();
    }

    private long products() {
        return Database.count("select count(*) from catalog.products where seller_id = ?", seller.userId());
    }

    private long ownJobs() {
        return Database.count("select count(*) from platform.jobs where owner_id = ?", seller.userId());
    }

    /** A job of a killed instance: some of its rows are done and counted. */
    private UUID abandoned(String file, int rowsDone, int tries) {
        return running(file, rowsDone, tries, -1);
    }

    /** @param leaseSeconds how long the lease still lasts */
    private UUID running(String file, int rowsDone, int tries, int leaseSeconds) {
        UUID jobId = UUID.randomUUID();
        Database.update("""
                with job as (
                    insert into platform.jobs (id, kind, owner_id, parameters, status, rows_done, created_at, started_at,
                                               lease_id, lease_until, tries)
                    values (?, 'product_import', ?, '{"format": "csv", "products": "own"}', 'RUNNING', ?, now(), now(),
                            gen_random_uuid(), now() + ? * interval '1 second', ?) returning id)
                insert into platform.job_input (job_id, position, content) select id, 0, ? from job""", jobId,
                seller.userId(), rowsDone, leaseSeconds, tries, file.getBytes(StandardCharsets.UTF_8));
        return jobId;
    }

    @Test
    void a_job_resumes_where_a_killed_instance_stopped() {
        UUID jobId = abandoned(file(5_000), 3_000, 1);
        ended(seller.token(), jobId).then().body("data.status", equalTo("SUCCEEDED"))
                .body("data.rowsDone.intValue()", equalTo(5_000));
        assertThat(products()).isEqualTo(2_000);
        assertThat(Database.count("select count(*) from catalog.products where sku in (?, ?)", sku + "-3001",
                sku + "-5000")).isEqualTo(2);
        assertThat(Database.count("select count(*) from catalog.products where sku = ?", sku + "-3000")).isZero();
    }

    @Test
    void a_job_without_progress_is_given_up() {
        ended(seller.token(), abandoned(file(1), 0, 5)).then().body("data.status", equalTo("FAILED"));
        assertThat(products()).isZero();
    }

    @Test
    void a_job_stays_with_its_living_instance_until_it_is_cancelled() {
        UUID jobId = running(file(10), 0, 1, 3600);
        succeedsNext();
        read(seller.token(), jobId).then().body("data.status", equalTo("RUNNING"));
        seller.request().post(API + "/jobs/" + jobId + "/cancel").then().statusCode(200).body("data.status",
                equalTo("CANCELLED"));
        seller.request().post(API + "/jobs/" + jobId + "/cancel").then().statusCode(409).body("code",
                equalTo("job_ended"));
        Eventually.holds(() -> assertThat(
                Database.count("select count(*) from platform.job_input where job_id = ?", jobId)).isZero());
    }

    /** The end of a later job shows that the earlier one was considered. */
    private void succeedsNext() {
        taken(seller.token(), CSV, file(1)).then().body("data.status", equalTo("SUCCEEDED"));
    }

    @Test
    void an_account_with_too_many_jobs_must_wait() {
        Database.update("""
                insert into platform.jobs (id, kind, owner_id, status, created_at, lease_until)
                select gen_random_uuid(), 'others', ?, 'UPLOADING', now(), now() + interval '1 hour'
                  from generate_series(1, 100)""", seller.userId());
        seller.request().contentType("text/csv").body(file(1).getBytes(StandardCharsets.UTF_8))
                .post(API + "/products/import").then()
                .statusCode(409).body("code", equalTo("too_many_jobs"));
        Database.update("delete from platform.jobs where owner_id = ?", seller.userId());
    }

    @Test
    void an_interrupted_upload_leaves_nothing() throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/products/import HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + seller.token() + "\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] rows = file(40_000).getBytes(StandardCharsets.UTF_8);
            out.write((Integer.toHexString(rows.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(rows);
            out.flush();
            Eventually.holds(() -> assertThat(Database.count("""
                    select count(*) from platform.job_input i join platform.jobs j on j.id = i.job_id
                     where j.owner_id = ?""", seller.userId())).isPositive());
            seller.request().get(API + "/jobs").then().statusCode(200).body("data.jobs.size()", equalTo(0));
        }
        Eventually.holds(() -> assertThat(ownJobs()).isZero());
        assertThat(products()).isZero();
    }

    @Test
    void a_job_streams_its_progress_to_the_end() throws IOException, InterruptedException, SQLException {
        // Holds up the import until a client follows it.
        try (HttpClient client = HttpClient.newHttpClient();
                Held shelf = Held.rows("select from catalog.categories where slug = ? for update", category)) {
            UUID jobId = UUID.fromString(upload(seller.token(), CSV, file(20_000)).then().statusCode(202).extract()
                    .path("data.jobId"));
            HttpResponse<Stream<String>> events = client.send(HttpRequest
                    .newBuilder(URI.create("http://localhost:" + RestAssured.port + API + "/jobs/" + jobId + "/events"))
                    .header("Authorization", "Bearer " + seller.token()).header("Accept", "text/event-stream").build(),
                    HttpResponse.BodyHandlers.ofLines());
            assertThat(events.statusCode()).isEqualTo(200);
            shelf.letGo();
            List<String> told = events.body().filter(line -> line.startsWith("data:")).toList();
            assertThat(told).hasSizeGreaterThan(1);
            assertThat(told.getLast()).contains("\"status\":\"SUCCEEDED\"", "\"rowsDone\":20000");
        }
        assertThat(products()).isEqualTo(20_000);
        assertThat(Database.query(String.class, """
                select p.sku from catalog.products p where seller_id = ? order by id offset 9999 limit 1""",
                seller.userId())).containsExactly(sku + "-10000");
    }

    @Test
    void P25_the_streams_of_a_job_are_few_for_each_user_and_end_with_the_session()
            throws IOException, InterruptedException, SQLException {
        try (HttpClient client = HttpClient.newHttpClient();
                Held shelf = Held.rows("select from catalog.categories where slug = ? for update", category)) {
            String token = Shop.signIn(seller.email(), Shop.PASSWORD);
            UUID jobId = UUID.fromString(
                    upload(seller.token(), CSV, file(10)).then().statusCode(202).extract().path("data.jobId"));
            HttpRequest follow = HttpRequest
                    .newBuilder(URI.create("http://localhost:" + RestAssured.port + API + "/jobs/" + jobId + "/events"))
                    .header("Authorization", "Bearer " + token).header("Accept", "text/event-stream").build();
            List<HttpResponse<Stream<String>>> open = new ArrayList<>();
            while (open.size() < 5) {
                open.add(client.send(follow, HttpResponse.BodyHandlers.ofLines()));
                assertThat(open.getLast().statusCode()).isEqualTo(200);
            }
            HttpResponse<Stream<String>> refused = client.send(follow, HttpResponse.BodyHandlers.ofLines());
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body().toList()).singleElement().asString().contains("rate_limited");
            Shop.request(token).post(API + "/users/logout").then().statusCode(200);
            streams.endWhereSessionEnded();
            assertThat(open).allSatisfy(stream -> assertThat(stream.body().toList()).filteredOn(
                    line -> line.startsWith("data:")).isNotEmpty().noneMatch(line -> line.contains("SUCCEEDED")));
            shelf.letGo();
        }
    }

    @Test
    void P26_a_job_is_seen_by_its_owner_and_administrators_only() {
        UUID jobId = UUID.fromString(taken(seller.token(), CSV, file(1)).path("data.jobId"));
        Shop.Customer other = Shop.seller();
        for (String part : List.of("", "/events", "/errors")) {
            ImportFiles.as(other.token()).get(API + "/jobs/" + jobId + part).then().statusCode(403);
            ImportFiles.as(seller.token()).get(API + "/jobs/" + UUID.randomUUID() + part).then().statusCode(404);
        }
        other.request().post(API + "/jobs/" + jobId + "/cancel").then().statusCode(403);
        other.request().get(API + "/jobs").then().body("data.pagination.totalItems.intValue()", equalTo(0));
        seller.request().get(API + "/jobs").then().body("data.jobs.jobId", hasItem(jobId.toString()));
        Shop.request(Shop.adminToken()).get(API + "/jobs?limit=100").then().body("data.jobs.jobId",
                hasItem(jobId.toString()));
        read(Shop.adminToken(), jobId).then().statusCode(200);
    }

    @Test
    void P28_a_file_may_be_large_and_nothing_else_with_or_without_a_length() throws IOException, InterruptedException {
        byte[] large = ("sku,description\n" + "x," + "y".repeat(900_000) + "\n" + "z," + "y".repeat(900_000) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] json = ("{\"email\":\"" + "x".repeat(1_500_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        assertThat(send("/products/import", "text/csv", HttpRequest.BodyPublishers.ofByteArray(large)).statusCode())
                .isEqualTo(202);
        assertThat(send("/products/import", "text/csv", chunked(large)).statusCode()).isEqualTo(202);
        for (HttpRequest.BodyPublisher body : List.of(HttpRequest.BodyPublishers.ofByteArray(json), chunked(json))) {
            HttpResponse<String> refused = send("/users/login", "application/json", body);
            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.body()).contains("\"code\":\"content_too_large\"");
        }
    }

    private static HttpRequest.BodyPublisher chunked(byte[] body) {
        Supplier<InputStream> content = () -> new ByteArrayInputStream(body);
        return HttpRequest.BodyPublishers.ofInputStream(content);
    }

    private HttpResponse<String> send(String path, String type, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + API + path))
                    .header("Authorization", "Bearer " + seller.token()).header("Content-Type", type).POST(body)
                    .build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
