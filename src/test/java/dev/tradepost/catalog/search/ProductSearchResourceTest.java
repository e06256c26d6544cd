package dev.tradepost.catalog.search;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static dev.tradepost.testsupport.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.catalog.search.ProductFilter.Sort;
import dev.tradepost.kernel.PageRequest;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;

/** Each test lists a category tree of its own, so that it sees no other test's products. */
@QuarkusTest
class ProductSearchResourceTest {

    @Inject
    MeterRegistry metrics;
    @Inject
    ResultCounts resultCounts;
    @Inject
    Sql sql;

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
    void every_word_or_one_that_begins_with_it_has_to_be_found_somewhere() {
        offer(top, "Reading lamp", "5.00", 1, "Lumen");
        offer(top, "Lamp oil", "5.00", 1, null);
        assertThat(names("search=LAMP%20lumen")).containsExactly("Reading lamp");
        assertThat(names("search=lamps")).hasSize(2);
        assertThat(names("search=la")).hasSize(2);
        assertThat(names("search=%20")).hasSize(2);
    }

    @Test
    void a_name_counts_before_a_brand_and_a_brand_before_a_description() {
        UUID described = offer(top, "Table", "5.00", 1, null);
        request(admin).body(Map.of("description", "Goes well with an ottoman")).patch(API + "/products/" + described)
                .then().statusCode(200);
        offer(top, "Chair", "5.00", 1, "Ottoman");
        offer(top, "Ottoman", "5.00", 1, null);
        assertThat(names("search=ottoman")).containsExactly("Ottoman", "Chair", "Table");
        assertThat(names("search=ottoman&sort=name")).containsExactly("Chair", "Ottoman", "Table");
    }

    @Test
    void what_finds_nothing_is_taken_for_a_typing_error_and_the_answer_says_so() {
        String word = "zq" + unique("x").replaceAll("[^a-f]", "") + "lamp"; // like no other word
        offer(top, word + " standing", "5.00", 1, null);
        String mistyped = word.substring(0, 4) + "x" + word.substring(4);
        request().get(API + "/products?category=" + slug + "&search=" + mistyped).then().statusCode(200)
                .body("data.products.name", equalTo(List.of(word + " standing")))
                .body("data.searchedFor", equalTo(word));
        request().get(API + "/products?category=" + slug + "&search=" + word).then().body("data",
                not(hasKey("searchedFor")));
        assertThat(names("search=" + word + "%20nothinglikeit")).isEmpty();
    }

    @Test
    void accents_and_case_do_not_matter_and_a_sku_is_found_as_a_whole() {
        UUID id = offer(top, "Crème BRÛLÉE torch", "5.00", 1, null);
        String sku = Shop.readProduct(id).then().extract().path("data.sku");
        assertThat(names("search=creme%20brulee")).hasSize(1);
        assertThat(names("search=CR%C3%88ME")).hasSize(1);
        assertThat(names("search=" + sku)).hasSize(1);
    }

    @Test
    void what_means_something_to_sql_or_to_a_text_search_means_nothing_here() {
        offer(top, "100% cotton shirt", "5.00", 1, null);
        offer(top, "Plain", "5.00", 1, null);
        assertThat(names("search=100%25")).containsExactly("100% cotton shirt");
        assertThat(names("search=cotton%26!%7C():*%3C-%3E'%5C")).containsExactly("100% cotton shirt");
        for (String nothing : List.of("%25", "_", "%27%20or%201%3D1%20--", "%5C", "%27", ":*", "the",
                "!plain%20-shirt")) {
            assertThat(names("search=" + nothing)).as(nothing).isEmpty();
        }
    }

    @Test
    void an_inactive_product_is_not_listed() {
        UUID id = offer(top, "Lamp", "5.00", 1, null);
        Database.update("update catalog.products set is_active = false where id = ?", id);
        assertThat(names("")).isEmpty();
    }

    @Test
    void a_cursor_walks_every_order_without_gap_or_overlap_also_while_products_come() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            offer(i % 2 == 0 ? top : below, "Lamp " + i, i < 4 ? "10.00" : "12.50", 1, null);
            all.add("Lamp " + i);
        }
        for (String sort : List.of("newest", "price", "-price", "name", "popular", "relevance")) {
            String order = "sort=" + sort + (sort.equals("relevance") ? "&search=lamp" : "");
            List<String> seen = new ArrayList<>();
            String cursor = "";
            int page = 0;
            while (cursor != null) {
                var answer = request().urlEncodingEnabled(false)
                        .get(API + "/products?category=" + slug + "&limit=3&" + order + cursor).then().statusCode(200)
                        .body("data.pagination.currentPage.intValue()", equalTo(++page)).extract();
                seen.addAll(answer.path("data.products.name"));
                String next = answer.path("data.pagination.nextCursor");
                cursor = next == null ? null : "&cursor=" + next;
                if (page == 1 && sort.equals("newest")) {
                    offer(top, "Later lamp", "1.00", 1, null);
                }
            }
            if (!sort.equals("newest")) {
                assertThat(seen).as(sort).contains("Later lamp");
                seen.remove("Later lamp");
            }
            assertThat(seen).as(sort).containsExactlyInAnyOrderElementsOf(all);
        }
    }

    @Test
    void a_deep_page_of_the_whole_list_is_where_the_cursor_leads_in_every_order() throws Exception {
        many("Deep", 130);
        for (String sort : List.of("newest", "price", "-price", "name", "popular")) {
            // Again where the list has changed on the way, as that of all products may.
            Eventually.holds(() -> isWhereTheCursorLeads(sort));
        }
    }

    private static void isWhereTheCursorLeads(String sort) {
        String cursor = "";
        List<String> walked = new ArrayList<>();
        for (int page = 1; page <= 13; page++) {
            var answer = request().get(API + "/products?limit=10&sort=" + sort + cursor).then().statusCode(200)
                    .extract();
            walked = answer.path("data.products.id");
            cursor = "&cursor=" + answer.path("data.pagination.nextCursor");
        }
        List<String> there = request().get(API + "/products?limit=10&page=13&sort=" + sort).then().statusCode(200)
                .extract().path("data.products.id");
        assertThat(there).as(sort).isEqualTo(walked);
    }

    @Test
    void a_cursor_that_is_not_of_this_list_is_refused() {
        for (String cursor : List.of("x", "bmV3ZXN0fDJ8eHw", "a".repeat(2000),
                "bmFtZXwyfDAxOTAwMDAwLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMHxh")) {
            request().get(API + "/products?cursor=" + cursor).then().statusCode(400).body("errors[0].pointer",
                    equalTo("/cursor"));
        }
        request().get(API + "/products?page=501&limit=20").then().statusCode(400).body("errors[0].message",
                containsString("cursor"));
    }

    @Test
    void facets_count_by_the_next_category_the_brand_and_the_price() {
        offer(top, "One", "10.00", 1, "Acme");
        offer(below, "Two", "30.00", 1, "ACME");
        offer(below, "Three", "2000.00", 0, "Other");
        var answer = request().get(API + "/products?facets=true&category=" + slug).then().statusCode(200)
                .body("data.facets.isExact", equalTo(true)).body("data.pagination.totalItemsIsExact", equalTo(true))
                .body("data.pagination.totalItems.intValue()", equalTo(3)).extract();
        assertThat(answer.<List<Map<String, Object>>>path("data.facets.categories"))
                .extracting(found -> found.get("id") + "=" + found.get("count"))
                .containsExactly(below + "=2", top + "=1");
        assertThat(answer.<List<Map<String, Object>>>path("data.facets.brands"))
                .extracting(found -> found.get("name") + "=" + found.get("count")).containsExactly("ACME=2", "Other=1");
        assertThat(answer.<List<Map<String, Object>>>path("data.facets.prices"))
                .extracting(found -> found.get("from") + "-" + found.get("to") + "=" + found.get("count"))
                .containsExactly("0-25=1", "25-50=1", "1000-null=1");
        request().get(API + "/products?facets=true&inStock=true&category=" + slug).then()
                .body("data.facets.brands.name", equalTo(List.of("ACME")));
    }

    @Test
    void what_sells_comes_first_when_asked_for() {
        UUID sold = offer(top, "Sold", "5.00", 5, null);
        offer(top, "Unsold", "5.00", 5, null);
        Database.update("update catalog.products set popularity = 5 where id = ?", sold);
        assertThat(names("sort=popular")).containsExactly("Sold", "Unsold");
    }

    @Test
    void of_thousands_that_a_word_finds_what_sells_comes_first() {
        String word = word();
        many(word, 2_100);
        Database.update("update catalog.products set popularity = 7 where name = ?", word + " 77");
        Database.update("update catalog.products set popularity = 6 where name = ?", word + " 2077");
        String query = API + "/products?limit=50&search=" + word;
        var first = request().get(query).then().statusCode(200)
                .body("data.pagination.totalItems.intValue()", equalTo(2_000))
                .body("data.pagination.totalItemsIsExact", equalTo(false)).extract();
        List<String> names = first.path("data.products.name");
        assertThat(names).startsWith(word + " 77", word + " 2077");
        List<String> second = request().get(query + "&page=2").then().statusCode(200).extract()
                .path("data.products.name");
        assertThat(second).hasSize(50).doesNotContainAnyElementsOf(names).isEqualTo(
                request().get(query + "&cursor=" + first.path("data.pagination.nextCursor"))
                        .path("data.products.name"));
        // Too many for the tests that read every list to its end.
        Database.update("delete from catalog.products where category_id = ?", top);
    }

    @Test
    void what_few_products_have_is_counted_however_many_the_database_expects() {
        String word = word();
        Database.update("analyze catalog.products");
        many(word, 30);
        Database.update("update catalog.products set popularity = 3 where category_id = ?", top);
        for (String sort : List.of("relevance", "price")) {
            request().get(API + "/products?search=" + word + "&sort=" + sort).then().statusCode(200)
                    .body("data.pagination.totalItems.intValue()", equalTo(30))
                    .body("data.pagination.totalItemsIsExact", equalTo(true));
            request().get(API + "/products?search=" + word() + "&sort=" + sort).then().statusCode(200)
                    .body("data.pagination.totalItems.intValue()", equalTo(0));
        }
        QuarkusTransaction.begin(); // nobody else sees it
        try {
            // As of a thousand million products: then the database takes no word that it does not know for a rare one.
            sql.update("update pg_class set reltuples = 1e9 where oid = 'catalog.products'::regclass");
            assertThat(isKnownToBeInMany(word())).isFalse();
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    private boolean isKnownToBeInMany(String word) {
        ProductFilter filter = new ProductFilter(new PageRequest(1, 20), null, null, SearchWords.of(word), null, null,
                null, null, Sort.RELEVANCE, false);
        return resultCounts.areKnownToBeMany(filter, new ProductQuery(filter, null));
    }

    @Test
    void the_best_are_the_same_whoever_has_counted() {
        String word = word();
        offer(top, word + " lamp", "5.00", 1, null);
        offer(top, "Lamp with a " + word, "5.00", 1, null);
        offer(top, "Lamp", "5.00", 1, word);
        String products = API + "/products?search=" + word;
        String query = products + "&limit=2";
        List<String> first = request().get(query).then()
                .body("data.pagination.totalItems.intValue()", equalTo(3)).extract().path("data.products.name");
        List<String> last = request().get(query + "&page=2").then().extract().path("data.products.name");
        assertThat(request().get(products + "&limit=3").<List<String>>path("data.products.name"))
                .isEqualTo(Stream.concat(first.stream(), last.stream()).toList());
    }

    @Test
    void prices_of_several_categories_are_in_order_over_all_of_them() {
        offer(top, "Nine", "9.00", 1, null);
        offer(below, "Three", "3.00", 1, null);
        offer(top, "Six", "6.00", 1, null);
        offer(below, "Twelve", "12.00", 1, null);
        assertThat(names("sort=price")).containsExactly("Three", "Six", "Nine", "Twelve");
        assertThat(names("sort=-price&maxPrice=9")).containsExactly("Nine", "Six", "Three");
        String query = API + "/products?category=" + slug + "&sort=price&limit=2";
        String cursor = request().get(query).path("data.pagination.nextCursor");
        assertThat(request().get(query + "&cursor=" + cursor).<List<String>>path("data.products.name"))
                .containsExactly("Nine", "Twelve")
                .isEqualTo(request().get(query + "&page=2").path("data.products.name"));
    }

    @Test
    void a_list_takes_two_statements_however_many_products_it_shows() {
        for (int products = 1; products <= 12; products++) {
            offer(top, "Lamp " + products, "5.00", 1, null);
        }
        assertThat(statements(1)).isEqualTo(2);
        assertThat(statements(12)).isEqualTo(2);
    }

    /** The fewest of several lists that nobody has asked for before: what is read by the clock meanwhile is counted with some of them. */
    private double statements(int products) {
        return IntStream.range(0, 10).mapToDouble(i -> {
            String query = "sort=price&limit=" + products + "&maxPrice=" + (100 * products + i);
            double before = metrics.counter("sql_queries").count();
            assertThat(names(query)).hasSize(products);
            return metrics.counter("sql_queries").count() - before;
        }).min().orElseThrow();
    }

    /** One that no product has, of an earlier run either. */
    private static String word() {
        return "q" + UUID.randomUUID().toString().replaceAll("[^a-f]", "");
    }

    private void many(String name, int products) {
        Database.update("""
                with added as (
                    insert into catalog.products (id, name, sku, price, currency, category_id, seller_id, created_at, updated_at)
                    select gen_random_uuid(), ? || ' ' || n, gen_random_uuid()::text, 5, 'USD', ?, gen_random_uuid(), now(), now()
                      from generate_series(1, ?) n returning id)
                insert into catalog.inventory (id, product_id, quantity, updated_at)
                select gen_random_uuid(), id, 0, now() from added""", name, top, products);
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
