package dev.tradepost.catalog.product;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.productBody;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;

@QuarkusTest
class ProductResourceTest {

    @Test
    void a_product_reads_back_as_it_was_described() {
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
        assertThat(read.asString()).contains("\"price\":99.90,"); // exactly, with both decimals
    }

    @Test
    void a_sku_is_unique() {
        Map<String, Object> body = productBody(Shop.category(), "5.00", 1);
        String admin = Shop.adminToken();
        request(admin).body(body).post(API + "/products").then().statusCode(201);
        request(admin).body(body).post(API + "/products").then().statusCode(409).body("code", equalTo("sku_taken"));
        assertThat(Database.count("select count(*) from catalog.products where sku = ?", body.get("sku"))).isOne();
    }

    @Test
    void a_product_needs_a_category_that_exists() {
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
    void an_inactive_product_is_seen_by_its_seller_and_administrators_only() {
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
    void the_first_stock_stands_in_the_ledger() {
        UUID id = Shop.product("5.00", 7);
        assertThat(Database.query(Integer.class,
                "select delta from catalog.inventory_adjustments where product_id = ?", id)).containsExactly(7);
    }

    @Test
    void every_broken_field_is_named() {
        request(Shop.adminToken()).body("""
                {"name": "ab", "sku": "-x", "price": 1.999, "categoryId": "x", "initialStock": -1,
                 "images": [{"url": "javascript:alert(1)"}], "specifications": {"a": 1}, "sellerId": "me"}""")
                .post(API + "/products").then().statusCode(400)
                .body("errors.pointer", org.hamcrest.Matchers.containsInAnyOrder("/name", "/sku", "/price",
                        "/categoryId", "/initialStock", "/images/0/url", "/specifications/a", "/sellerId"));
    }
}
