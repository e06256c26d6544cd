package dev.tradepost.catalog.category;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static dev.tradepost.testsupport.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.restassured.response.Response;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.Together;
import dev.tradepost.testsupport.TwoInstances;

@ExtendWith(TwoInstances.class)
public class CategoryResourceIT {

    @Test
    void the_tree_counts_products_of_descendants() {
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
    void a_missing_slug_is_derived_from_the_name() {
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
    void a_parent_must_exist() {
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

    @Test
    void a_category_shows_its_path_and_its_children_by_id_and_by_slug() {
        UUID top = Shop.category(unique("top"), null);
        String slug = unique("middle");
        UUID middle = Shop.category(slug, top);
        UUID bottom = Shop.category(unique("bottom"), middle);
        UUID lowest = Shop.category(unique("lowest"), bottom);
        product(middle);
        product(lowest);
        for (String key : List.of(middle.toString(), slug, slug.toUpperCase(Locale.ROOT))) {
            request().get(API + "/categories/" + key).then().statusCode(200)
                    .body("data.id", equalTo(middle.toString())).body("data.parentId", equalTo(top.toString()))
                    .body("data.path.id", equalTo(List.of(top.toString(), middle.toString())))
                    .body("data.path[1].slug", equalTo(slug))
                    .body("data.productCount.intValue()", equalTo(2))
                    .body("data.children.size()", equalTo(1))
                    .body("data.children[0].id", equalTo(bottom.toString()))
                    .body("data.children[0].productCount.intValue()", equalTo(1));
        }
        for (String nothing : List.of(UUID.randomUUID().toString(), unique("nothing"), "%00", "a%20b", "-")) {
            request().urlEncodingEnabled(false).get(API + "/categories/" + nothing).then().statusCode(404)
                    .body("code", equalTo("not_found"));
        }
    }

    @Test
    void the_entity_tag_changes_with_everything_that_a_category_shows() {
        UUID category = Shop.category();
        String seen = tag(category);
        request().header("If-None-Match", seen).get(API + "/categories/" + category).then().statusCode(304);
        product(category);
        request().header("If-None-Match", seen).get(API + "/categories/" + category).then().statusCode(200);
    }

    @Test
    void a_change_keeps_fields_that_are_left_out_and_null_removes_a_value() {
        UUID top = Shop.category();
        UUID category = Shop.category(unique("child"), top);
        patch(category, Map.of("description", "One\nTwo")).then().statusCode(200)
                .body("data.parentId", equalTo(top.toString())).body("data.description", equalTo("One\nTwo"));
        patch(category, Map.of("name", "Renamed")).then().statusCode(200).body("data.name", equalTo("Renamed"))
                .body("data.parentId", equalTo(top.toString())).body("data.description", equalTo("One\nTwo"));
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("parentId", null);
        nothing.put("description", null);
        patch(category, nothing).then().statusCode(200).body("data.name", equalTo("Renamed"))
                .body("data.parentId", nullValue()).body("data.description", nullValue());
        assertThat(Database.query(String.class,
                "select action from platform.audit_events where subject_id = ? order by id", category.toString()))
                .containsExactly("category.created", "category.changed", "category.changed", "category.changed");
    }

    @Test
    void an_invalid_change_is_refused_with_its_reason() {
        String slug = unique("slug");
        Shop.category(slug, null);
        UUID category = Shop.category();
        patch(category, Map.of("slug", slug)).then().statusCode(409).body("code", equalTo("slug_taken"));
        patch(category, Map.of("slug", UUID.randomUUID())).then().statusCode(400);
        patch(category, Map.of("name", "  ")).then().statusCode(400);
        patch(category, Map.of("parentId", UUID.randomUUID())).then().statusCode(400)
                .body("errors[0].pointer", equalTo("/parentId")).body("errors[0].code", equalTo("not_found"));
        patch(category, Map.of("parentId", "x")).then().statusCode(400).body("errors[0].code", equalTo("format"));
        patch(category, Map.of("parentId", 7)).then().statusCode(400).body("errors[0].code", equalTo("type"));
        patch(category, Map.of("description", "x".repeat(2001))).then().statusCode(400);
        patch(UUID.randomUUID(), Map.of()).then().statusCode(404);
    }

    @Test
    void a_stale_write_is_refused() {
        UUID category = Shop.category();
        String seen = tag(category);
        String admin = Shop.adminToken();
        request(admin).header("If-Match", seen).body(Map.of("name", "First")).patch(API + "/categories/" + category)
                .then().statusCode(200).header("ETag", notNullValue());
        request(admin).header("If-Match", seen).body(Map.of("name", "Second")).patch(API + "/categories/" + category)
                .then().statusCode(412).body("code", equalTo("version_mismatch"));
        request(admin).header("If-Match", seen).delete(API + "/categories/" + category).then().statusCode(412);
        request(admin).header("If-Match", tag(category)).delete(API + "/categories/" + category).then()
                .statusCode(200);
    }

    @Test
    void a_category_in_use_is_not_deleted() {
        UUID top = Shop.category();
        UUID child = Shop.category(unique("child"), top);
        product(child);
        for (UUID used : List.of(top, child)) {
            request(Shop.adminToken()).delete(API + "/categories/" + used).then().statusCode(409)
                    .body("code", equalTo("category_in_use"));
        }
        UUID empty = Shop.category();
        request(Shop.adminToken()).delete(API + "/categories/" + empty).then().statusCode(200);
        request(Shop.adminToken()).delete(API + "/categories/" + empty).then().statusCode(404);
        request().get(API + "/categories/" + empty).then().statusCode(404);
        assertThat(Database.count("select count(*) from platform.audit_events where subject_id = ? and action = ?",
                empty.toString(), "category.deleted")).isEqualTo(1);
    }

    @Test
    void a_category_is_never_below_itself() {
        UUID top = Shop.category();
        UUID middle = Shop.category(unique("middle"), top);
        UUID bottom = Shop.category(unique("bottom"), middle);
        for (UUID below : List.of(top, middle, bottom)) {
            patch(top, Map.of("parentId", below)).then().statusCode(409).body("code", equalTo("category_cycle"));
        }
        patch(bottom, Map.of("parentId", top)).then().statusCode(200);
    }

    @Test
    void the_tree_has_at_most_twenty_levels() {
        UUID at = null;
        for (int depth = 1; depth <= 20; depth++) {
            at = Shop.category(unique("d" + depth), at);
        }
        request(Shop.adminToken()).body(Map.of("name", "Too deep", "slug", unique("deep"), "parentId", at))
                .post(API + "/categories").then().statusCode(409).body("code", equalTo("category_too_deep"));
        UUID top = Shop.category();
        UUID child = Shop.category(unique("child"), top);
        UUID above = UUID.fromString(request().get(API + "/categories/" + at).then().extract()
                .path("data.path[18].id"));
        patch(top, Map.of("parentId", above)).then().statusCode(409).body("code", equalTo("category_too_deep"));
        patch(child, Map.of("parentId", above)).then().statusCode(200);
    }

    @Test
    void opposite_moves_at_the_same_time_make_no_cycle() throws Exception {
        for (int round = 0; round < 10; round++) {
            UUID one = Shop.category();
            UUID other = Shop.category();
            List<Integer> answers = Together.run(List.of(() -> move(one, other), () -> move(other, one)));
            assertThat(answers).containsExactlyInAnyOrder(200, 409);
        }
        assertThat(cycles()).isZero();
    }

    @Test
    void many_moves_at_the_same_time_make_no_cycle() throws Exception {
        List<UUID> categories = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            categories.add(Shop.category());
        }
        List<Callable<Integer>> moves = new ArrayList<>();
        for (UUID one : categories) {
            for (UUID other : categories) {
                if (!one.equals(other)) {
                    moves.add(() -> move(one, other));
                }
            }
        }
        assertThat(Together.run(moves)).contains(200).containsOnly(200, 409);
        assertThat(cycles()).isZero();
    }

    @Test
    void the_database_itself_refuses_a_cycle() {
        UUID one = Shop.category();
        UUID other = Shop.category(unique("child"), one);
        assertThatThrownBy(
                () -> Database.update("update catalog.categories set parent_id = ? where id = ?", other, one))
                .hasMessageContaining("categories_no_cycle");
    }

    private static int move(UUID category, UUID below) {
        return patch(category, Map.of("parentId", below)).statusCode();
    }

    /** Categories that cannot be reached from the top of the tree. */
    private static long cycles() {
        return Database.count("""
                with recursive reached as (
                    select id from catalog.categories where parent_id is null
                     union
                    select c.id from catalog.categories c join reached on c.parent_id = reached.id)
                select count(*) from catalog.categories where id not in (select id from reached)""");
    }

    private static Response patch(UUID category, Map<String, ?> change) {
        return request(Shop.adminToken()).body(change).patch(API + "/categories/" + category);
    }

    private static String tag(UUID category) {
        return request().get(API + "/categories/" + category).then().statusCode(200).extract().header("ETag");
    }

    private static void product(UUID category) {
        request(Shop.adminToken()).body(Shop.productBody(category, "5.00", 1)).post(API + "/products").then()
                .statusCode(201);
    }
}
