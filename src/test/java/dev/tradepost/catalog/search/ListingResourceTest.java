package dev.tradepost.catalog.search;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static dev.tradepost.testsupport.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;

/** Each test lists a category tree of its own, so that it sees no other test's products. */
@QuarkusTest
class ListingResourceTest {

    private String admin;
    private String slug;
    private UUID top;
    private UUID below;

    @BeforeEach
    void a_category_with_one_below() {
        admin = Shop.adminToken();
        slug = unique("list");
        top = Shop.category(slug, null);
        below = Shop.category(unique("below"), top);
    }

    @Test
    void a_page_looks_as_the_specification_says() {
        offer(top, "Lamp", "99.99", 5, null);
        request().get(API + "/products?category=" + slug).then().statusCode(200).body("success", equalTo(true))
                .body("data.products[0].name", equalTo("Lamp")).body("data.products[0].inStock", equalTo(true))
                .body("data.products[0].category", equalTo("Category " + slug))
                .body("data.products[0]", hasKey("imageUrl")).body("data.products[0]", hasKey("description"))
                .body("data.pagination.currentPage.intValue()", equalTo(1))
                .body("data.pagination.totalPages.intValue()", equalTo(1))
                .body("data.pagination.totalItems.intValue()", equalTo(1))
                .body("data.pagination.itemsPerPage.intValue()", equalTo(20));
    }

    @Test
    void pages_follow_each_other_without_gap_or_overlap() {
        for (int i = 0; i < 7; i++) {
            offer(top, "Lamp " + i, "10.00", 1, null);
        }
        List<String> seen = new ArrayList<>();
        for (int page = 1; page <= 3; page++) {
            seen.addAll(names("limit=3&page=" + page));
        }
        assertThat(seen).containsExactly("Lamp 6", "Lamp 5", "Lamp 4", "Lamp 3", "Lamp 2", "Lamp 1", "Lamp 0");
        assertThat(names("limit=3&page=4")).isEmpty();
    }

    @Test
    void a_category_includes_those_below_it_by_slug_and_by_id() {
        offer(top, "Above", "1.00", 1, null);
        offer(below, "Below", "1.00", 1, null);
        assertThat(names("sort=name")).containsExactly("Above", "Below");
        assertThat(namesAt("category=" + top + "&sort=name")).containsExactly("Above", "Below");
        assertThat(namesAt("category=" + below)).containsExactly("Below");
        assertThat(namesAt("category=no-such-category")).isEmpty();
    }

    @Test
    void prices_stock_and_brand_narrow_the_list_together() {
        offer(top, "Cheap", "5.00", 1, "Acme");
        offer(top, "Middle", "10.00", 1, "Acme");
        offer(top, "Gone", "10.00", 0, "Acme");
        offer(top, "Other", "10.00", 1, "Other");
        offer(top, "Dear", "10.01", 1, "Acme");
        assertThat(names("minPrice=10&maxPrice=10.00&brand=acme&inStock=true")).containsExactly("Middle");
        assertThat(names("inStock=false")).containsExactly("Gone");
        assertThat(names("maxPrice=5")).containsExactly("Cheap");
        assertThat(names("sort=-price&limit=1")).containsExactly("Dear");
        assertThat(names("sort=price&limit=1")).containsExactly("Cheap");
    }

    @Test
    void every_word_has_to_be_found_somewhere() {
        offer(top, "Reading lamp", "5.00", 1, "Lumen");
        offer(top, "Lamp oil", "5.00", 1, null);
        assertThat(names("search=LAMP%20lumen")).containsExactly("Reading lamp");
        assertThat(names("search=amp")).hasSize(2);
        assertThat(names("search=%20")).hasSize(2);
    }

    @Test
    void what_means_something_to_sql_means_nothing_in_a_search() {
        offer(top, "100% cotton_shirt", "5.00", 1, null);
        offer(top, "Plain", "5.00", 1, null);
        assertThat(names("search=100%25")).containsExactly("100% cotton_shirt");
        assertThat(names("search=%25")).containsExactly("100% cotton_shirt");
        assertThat(names("search=n_s")).containsExactly("100% cotton_shirt");
        assertThat(names("search=%27%20or%201%3D1%20--")).isEmpty();
        assertThat(names("search=%5C")).isEmpty();
    }

    @Test
    void an_inactive_product_is_not_listed() {
        UUID id = offer(top, "Lamp", "5.00", 1, null);
        Database.update("update catalog.products set is_active = false where id = ?", id);
        assertThat(names("")).isEmpty();
    }

    private UUID offer(UUID category, String name, String price, int stock, String brand) {
        Map<String, Object> body = Shop.productBody(category, price, stock);
        body.put("name", name);
        if (brand != null) {
            body.put("brand", brand);
        }
        return UUID.fromString(request(admin).body(body).post(API + "/products").then().statusCode(201).extract()
                .path("data.id"));
    }

    private List<String> names(String query) {
        return namesAt("category=" + slug + "&" + query);
    }

    private static List<String> namesAt(String query) {
        return request().urlEncodingEnabled(false).get(API + "/products?" + query).then().statusCode(200).extract()
                .path("data.products.name");
    }
}
