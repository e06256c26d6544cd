package dev.tradepost.catalog.importexport;

import static dev.tradepost.catalog.importexport.ImportFiles.CSV;
import static dev.tradepost.catalog.importexport.ImportFiles.ended;
import static dev.tradepost.catalog.importexport.ImportFiles.errors;
import static dev.tradepost.catalog.importexport.ImportFiles.upload;
import static dev.tradepost.testsupport.Shop.API;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Held;
import dev.tradepost.testsupport.Shop;

/** Rights that are withdrawn during an import. The same sku twice makes two batches, and a lock holds up the first. */
@QuarkusTest
class ImportRightsTest {

    @ParameterizedTest
    @ValueSource(strings = {"role = 'customer'", "is_active = false", "erased_at = now()"})
    void P26_an_import_ends_when_its_owner_may_not_sell_any_more(String withdrawal) throws SQLException {
        Shop.Customer seller = Shop.seller();
        String sku = product(seller.token());
        Response job = changedWhileRunning(seller.token(), sku, seller.userId(), withdrawal);
        job.then().body("data.status", equalTo("FAILED")).body("data.rowsDone.intValue()", equalTo(1))
                .body("data.message", containsString("may not import products any more"));
        assertThat(price(sku)).isEqualTo("2.00");
    }

    @Test
    void P26_an_administrator_who_is_a_seller_by_now_changes_own_products_only() throws SQLException {
        String sku = product(Shop.seller().token());
        Shop.Customer former = Shop.customer();
        Database.update("update users.users set role = 'admin' where id = ?", former.userId());
        String token = Shop.signIn(former.email(), Shop.PASSWORD);
        Response job = changedWhileRunning(token, sku, former.userId(), "role = 'seller'");
        job.then().body("data.status", equalTo("SUCCEEDED")).body("data.rowsFailed.intValue()", equalTo(1));
        assertThat(errors(Shop.adminToken(), job)).contains("2,sku,access_denied,");
        assertThat(price(sku)).isEqualTo("2.00");
    }

    private static Response changedWhileRunning(String token, String sku, UUID owner, String change)
            throws SQLException {
        try (Held product = Held.rows("select from catalog.products where sku = ? for update", sku)) {
            UUID jobId = UUID.fromString(upload(token, CSV, "sku,price\n" + sku + ",2.00\n" + sku + ",3.00\n").then()
                    .statusCode(202).extract().path("data.jobId"));
            product.awaitWaiting(1);
            Database.update("update users.users set " + change + " where id = ?", owner);
            product.letGo();
            return ended(Shop.adminToken(), jobId);
        }
    }

    private static String product(String token) {
        Map<String, Object> body = Shop.productBody(Shop.category(), "1.00", 1);
        Shop.request(token).body(body).post(API + "/products").then().statusCode(201);
        return String.valueOf(body.get("sku"));
    }

    private static String price(String sku) {
        return Database.query(String.class, "select price::text from catalog.products where sku = ?", sku).getFirst();
    }
}
