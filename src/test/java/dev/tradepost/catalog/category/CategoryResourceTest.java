package dev.tradepost.catalog.category;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static dev.tradepost.testsupport.Shop.unique;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Shop;

@QuarkusTest
class CategoryResourceTest {

    @Test
    void the_tree_counts_what_lies_below() {
        String slug = unique("top");
        UUID top = Shop.category(slug, null);
        UUID middle = Shop.category(unique("middle"), top);
        UUID bottom = Shop.category(unique("bottom"), middle);
        String admin = Shop.adminToken();
        for (UUID category : new UUID[]{middle, bottom, bottom}) {
            request(admin).body(Shop.productBody(category, "5.00", 1)).post(API + "/products").then().statusCode(201);
        }
        String node = "data.categories.find { it.slug == '" + slug + "' }";
        request().get(API + "/categories").then().statusCode(200)
                .body(node + ".productCount.intValue()", equalTo(3))
                .body(node + ".children[0].id", equalTo(middle.toString()))
                .body(node + ".children[0].parentId", equalTo(top.toString()))
                .body(node + ".children[0].children[0].productCount.intValue()", equalTo(2));
    }

    @Test
    void a_slug_is_made_of_the_name_when_none_is_given() {
        String name = "Café & Crème " + unique("n");
        request(Shop.adminToken()).body(Map.of("name", name)).post(API + "/categories").then().statusCode(201)
                .body("data.slug", containsString("cafe-creme-n-")).body("data.parentId", nullValue());
        request(Shop.adminToken()).body(Map.of("name", "日本")).post(API + "/categories").then().statusCode(400)
                .body("errors[0].pointer", equalTo("/slug"));
    }

    @Test
    void a_slug_is_unique() {
        String slug = unique("slug");
        Shop.category(slug, null);
        request(Shop.adminToken()).body(Map.of("name", "Again", "slug", slug)).post(API + "/categories").then()
                .statusCode(409).body("code", equalTo("slug_taken"));
    }

    @Test
    void a_parent_has_to_exist() {
        request(Shop.adminToken()).body(Map.of("name", "Orphan", "parentId", UUID.randomUUID()))
                .post(API + "/categories").then().statusCode(400).body("errors[0].pointer", equalTo("/parentId"));
    }

    @Test
    void P26_only_administrators_add_categories() {
        Map<String, String> body = Map.of("name", "Mine");
        request().body(body).post(API + "/categories").then().statusCode(401);
        Shop.customer().request().body(body).post(API + "/categories").then().statusCode(403).body("code",
                equalTo("access_denied"));
        Shop.seller().request().body(body).post(API + "/categories").then().statusCode(403);
    }
}
