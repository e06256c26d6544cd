package dev.tradepost.catalog.product;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.productBody;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;

@QuarkusTest
class ProductResourceTest {

    @Inject
    AgroalDataSource database;

    @Test
    void a_product_reads_back_as_it_was_added() {
        Shop.Customer seller = Shop.seller();
        UUID category = Shop.category();
        Map<String, Object> body = productBody(category, "99.90", 50);
        body.put("description", "Bright & \"warm\" <b>light</b>");
        body.put("brand", "Lumière");
        body.put("images", List.of(Map.of("url", "https://cdn.example.com/1.jpg", "alt", "front"),
                Map.of("url", "https://cdn.example.com/2.jpg")));
        body.put("specifications", Map.of("weight", "500g", "dimensions", "10x10x5 cm"));
        var added = seller.request().body(body).post(API + "/products").then().statusCode(201).extract();
        String id = added.path("data.id");
        assertThat(added.header("Location")).endsWith("/api/v1/products/" + id);
        var read = Shop.readProduct(UUID.fromString(id));
        read.then().statusCode(200).body("data.name", equalTo(body.get("name")))
                .body("data.description", equalTo("Bright & \"warm\" <b>light</b>"))
                .body("data.sku", equalTo(body.get("sku"))).body("data.currency", equalTo("USD"))
                .body("data.category.id", equalTo(category.toString())).body("data.brand", equalTo("Lumière"))
                .body("data.imageUrl", endsWith("/1.jpg"))
                .body("data.images", contains("https://cdn.example.com/1.jpg", "https://cdn.example.com/2.jpg"))
                .body("data.specifications.weight", equalTo("500g"))
                .body("data.inventory.inStock", equalTo(true)).body("data.inventory.quantity.intValue()", equalTo(50))
                .body("data.isActive", equalTo(true)).body("data.sellerId", equalTo(seller.userId().toString()))
                .body("data.createdAt", matchesPattern("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z"));
        assertThat(read.asString()).contains("\"price\":99.90,"); // with both decimals
    }

    @Test
    void P18_a_product_that_is_not_cached_is_read_through_one_connection() throws SQLException {
        UUID product = Shop.product("5.00", 1);
        request(Shop.adminToken()).body(Map.of("name", "Renamed")).patch(API + "/categories/" + Shop.category()).then()
                .statusCode(200); // category names are not cached either
        List<Connection> others = new ArrayList<>();
        try {
            int most = database.getConfiguration().connectionPoolConfiguration().maxSize();
            while (others.size() < most - 1) {
                others.add(database.getConnection());
            }
            Shop.readProduct(product).then().statusCode(200);
        } finally {
            for (Connection other : others) {
                other.close();
            }
        }
    }

    @Test
    void a_sku_is_unique() {
        Map<String, Object> body = productBody(Shop.category(), "5.00", 1);
        String admin = Shop.adminToken();
        request(admin).body(body).post(API + "/products").then().statusCode(201);
        request(admin).body(body).post(API + "/products").then().statusCode(409).body("code", equalTo("sku_taken"));
        request(admin).body(Map.of("sku", body.get("sku"))).patch(API + "/products/" + Shop.product("5.00", 1)).then()
                .statusCode(409).body("code", equalTo("sku_taken"));
        assertThat(Database.count("select count(*) from catalog.products where sku = ?", body.get("sku"))).isOne();
    }

    @Test
    void a_product_needs_an_existing_category() {
        request(Shop.adminToken()).body(productBody(UUID.randomUUID(), "5.00", 1)).post(API + "/products").then()
                .statusCode(400).body("errors[0].pointer", equalTo("/categoryId"));
    }

    @Test
    void P26_customers_do_not_offer_products() {
        Map<String, Object> body = productBody(Shop.category(), "5.00", 1);
        request().body(body).post(API + "/products").then().statusCode(401);
        Shop.customer().request().body(body).post(API + "/products").then().statusCode(403);
    }

    @Test
    void only_its_seller_and_administrators_see_an_inactive_product() {
        Shop.Customer seller = Shop.seller();
        UUID id = UUID.fromString(seller.request().body(productBody(Shop.category(), "5.00", 1))
                .post(API + "/products").then().statusCode(201).extract().path("data.id"));
        Database.update("update catalog.products set is_active = false where id = ?", id);
        Shop.readProduct(id).then().statusCode(404);
        Shop.customer().request().get(API + "/products/" + id).then().statusCode(404);
        seller.request().get(API + "/products/" + id).then().statusCode(200).body("data.isActive", equalTo(false));
        request(Shop.adminToken()).get(API + "/products/" + id).then().statusCode(200);
    }

    @Test
    void the_initial_stock_is_recorded_as_an_adjustment() {
        UUID id = Shop.product("5.00", 7);
        assertThat(Database.query(Integer.class,
                "select delta from catalog.inventory_adjustments where product_id = ?", id)).containsExactly(7);
    }

    @Test
    void every_invalid_field_is_reported() {
        request(Shop.adminToken()).body("""
                {"name": "ab", "sku": "-x", "price": 1.999, "categoryId": "x", "initialStock": -1,
                 "images": [{"url": "javascript:alert(1)"}], "specifications": {"a": 1}, "sellerId": "me"}""")
                .post(API + "/products").then().statusCode(400)
                .body("errors.pointer", org.hamcrest.Matchers.containsInAnyOrder("/name", "/sku", "/price",
                        "/categoryId", "/initialStock", "/images/0/url", "/specifications/a", "/sellerId"));
    }

    @Test
    void a_change_keeps_fields_that_are_left_out() {
        Map<String, Object> body = productBody(Shop.category(), "9.99", 5);
        body.put("brand", "Acme");
        body.put("description", "Old");
        body.put("images", List.of(Map.of("url", "https://cdn.example.com/1.jpg"),
                Map.of("url", "https://cdn.example.com/2.jpg")));
        Shop.Customer seller = Shop.seller();
        String at = API + "/products/" + seller.request().body(body).post(API + "/products").then().statusCode(201)
                .extract().path("data.id");
        UUID elsewhere = Shop.category();
        seller.request().body("""
                {"price": 12.5, "brand": null, "description": "New\\nlines", "categoryId": "%s",
                 "images": [{"url": "https://cdn.example.com/3.jpg"}]}""".formatted(elsewhere)).patch(at).then()
                .statusCode(200).body("data.name", equalTo(body.get("name"))).body("data.brand", nullValue())
                .body("data.description", equalTo("New\nlines"))
                .body("data.price", comparesEqualTo(new BigDecimal("12.50")))
                .body("data.images", contains("https://cdn.example.com/3.jpg"))
                .body("data.imageUrl", endsWith("/3.jpg")).body("data.category.id", equalTo(elsewhere.toString()))
                .body("data.inventory.quantity.intValue()", equalTo(5));
        request().get(at).then().statusCode(200).body("data.brand", nullValue())
                .body("data.category.path.id", contains(elsewhere.toString()));
        seller.request().get(at + "/changes").then().statusCode(200)
                .body("data.changes.size()", equalTo(1))
                .body("data.changes[0].changedBy", equalTo(seller.userId().toString()))
                .body("data.changes[0].changes.price.from", equalTo("9.99"))
                .body("data.changes[0].changes.price.to", equalTo("12.50"))
                .body("data.changes[0].changes.brand.to", nullValue())
                .body("data.changes[0].changes.images.to", containsString("3.jpg"));
    }

    @Test
    void a_change_without_a_difference_makes_no_version_and_no_history() {
        Map<String, Object> body = productBody(Shop.category(), "9.90", 5);
        String at = API + "/products/" + request(Shop.adminToken()).body(body).post(API + "/products").then()
                .extract().path("data.id");
        String tag = request().get(at).header("ETag");
        request(Shop.adminToken()).body("{\"price\": 9.9, \"isActive\": true}").patch(at).then().statusCode(200);
        assertThat(request().get(at).header("ETag")).isEqualTo(tag);
        request(Shop.adminToken()).get(at + "/changes").then().body("data.changes.size()", equalTo(0));
    }

    @Test
    void a_removed_product_is_gone_for_customers_and_can_come_back() {
        Shop.Customer seller = Shop.seller();
        UUID category = Shop.category();
        UUID id = UUID.fromString(seller.request().body(productBody(category, "9.99", 5)).post(API + "/products").then()
                .extract().path("data.id"));
        String at = API + "/products/" + id;
        request().get(at).then().statusCode(200);
        seller.request().delete(at).then().statusCode(200);
        request().get(at).then().statusCode(404).body("code", equalTo("not_found"));
        seller.request().get(at).then().statusCode(200).body("data.isActive", equalTo(false));
        request().get(API + "/products?category=" + category).then().body("data.products.size()", equalTo(0));
        seller.request().body("{\"isActive\": true}").patch(at).then().statusCode(200);
        request().get(at).then().statusCode(200);
    }

    @Test
    void P26_only_its_seller_and_administrators_change_a_product() {
        Shop.Customer seller = Shop.seller();
        String at = API + "/products/" + seller.request().body(productBody(Shop.category(), "9.99", 5))
                .post(API + "/products").then().extract().path("data.id");
        Shop.Customer other = Shop.seller();
        other.request().body("{\"price\": 1}").patch(at).then().statusCode(403).body("code", equalTo("access_denied"));
        other.request().delete(at).then().statusCode(403);
        other.request().get(at + "/changes").then().statusCode(403);
        Shop.customer().request().delete(at).then().statusCode(403);
        request().delete(at).then().statusCode(401);
        request(Shop.adminToken()).body("{\"price\": 1}").patch(at).then().statusCode(200);
        request(Shop.adminToken()).body("{\"price\": 1}").patch(API + "/products/" + UUID.randomUUID()).then()
                .statusCode(404);
    }

    @Test
    void P27_what_a_product_is_by_itself_cannot_be_changed() {
        String at = API + "/products/" + Shop.product("5.00", 1);
        request(Shop.adminToken())
                .body("{\"id\": \"x\", \"sellerId\": \"x\", \"version\": 1, \"initialStock\": 9, \"popularity\": 1}")
                .patch(at).then().statusCode(400).body("code", equalTo("unknown_field"))
                .body("errors.pointer", hasItems("/id", "/sellerId", "/version", "/initialStock", "/popularity"));
        request(Shop.adminToken()).body("{\"name\": \" \", \"price\": -1, \"sku\": \"!\", \"images\": [null]}")
                .patch(at).then().statusCode(400)
                .body("errors.pointer", hasItems("/name", "/price", "/sku", "/images/0"));
    }

    @Test
    void an_entity_tag_saves_a_repeated_response_and_refuses_a_stale_change() {
        UUID id = Shop.product("5.00", 9);
        String at = API + "/products/" + id;
        String tag = request().get(at).then().statusCode(200).extract().header("ETag");
        request().header("If-None-Match", tag).get(at).then().statusCode(304).header("ETag", equalTo(tag));
        Shop.customer().order("tok_approved", id, 2);
        String sold = request().header("If-None-Match", tag).get(at).then().statusCode(200).extract().header("ETag");
        String admin = Shop.adminToken();
        request(admin).header("If-Match", tag).body("{\"price\": 6}").patch(at).then().statusCode(200);
        request(admin).header("If-Match", sold).body("{\"price\": 7}").patch(at).then().statusCode(412).body("code",
                equalTo("version_mismatch"));
        request(admin).header("If-Match", "\"v0\"").delete(at).then().statusCode(412);
        request().get(at).then().body("data.price", comparesEqualTo(new BigDecimal("6.00")));
    }
}
