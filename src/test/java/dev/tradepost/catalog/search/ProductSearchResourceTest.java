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

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

import dev.tradepost.kernel.PageRequest;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Shop;

/** Each test lists categories of its own, or searches a word of its own, so that it sees no other test's products. */
@QuarkusTest
class ProductSearchResourceTest {

    @Inject
    MeterRegistry metrics;
    @Inject
    ResultCounts counts;
    @Inject
    Sql sql;

    private String admin;
    private String slug;
    private UUID top;
    private UUID below;

    @BeforeEach
    void a_category_with_a_child() {
        admin = Shop.adminToken();
        slug = unique("list");
        top = Shop.category(slug, null);
        below = Shop.category(unique("below"), top);
    }

    // --- Pages ---------------------------------------------------------------------------------------------------

    @Test
    void a_page_shows_products_and_where_it_is_in_the_list() {
        offer(top, "Lamp", "99.99", 5, null);
        listed("").body("success", equalTo(true))
                .body("data.products[0].name", equalTo("Lamp")).body("data.products[0].inStock", equalTo(true))
                .body("data.products[0].category", equalTo("Category " + slug))
                .body("data.products[0]", hasKey("imageUrl")).body("data.products[0]", hasKey("description"))
                .body("data.pagination.currentPage.intValue()", equalTo(1))
                .body("data.pagination.totalPages.intValue()", equalTo(1))
                .body("data.pagination.totalItems.intValue()", equalTo(1))
                .body("data.pagination.itemsPerPage.intValue()", equalTo(20));
    }

    @Test
    void numbered_pages_neither_overlap_nor_leave_gaps() {
        for (int i = 0; i < 7; i++) {
            offer(top, "Lamp " + i, "10.00");
        }
        List<String> seen = new ArrayList<>();
        for (int page = 1; page <= 3; page++) {
            seen.addAll(names("limit=3&page=" + page));
        }
        assertThat(seen).containsExactly("Lamp 6", "Lamp 5", "Lamp 4", "Lamp 3", "Lamp 2", "Lamp 1", "Lamp 0");
        assertThat(names("limit=3&page=4")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"newest", "price", "-price", "name", "popular", "relevance&search=lamp"})
    void cursors_walk_every_order_without_overlap_or_gap_while_products_are_added(String sort) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            offer(i % 2 == 0 ? top : below, "Lamp " + i, i < 4 ? "10.00" : "12.50");
            all.add("Lamp " + i);
        }
        String query = "limit=3&sort=" + sort;
        ValidatableResponse page = listed(query);
        List<String> seen = new ArrayList<>(namesOf(page));
        offer(top, "Later lamp", "1.00");
        for (int number = 2; cursorOf(page) != null; number++) {
            page = listed(query + "&cursor=" + cursorOf(page)).body("data.pagination.currentPage.intValue()",
                    equalTo(number));
            seen.addAll(namesOf(page));
        }
        seen.remove("Later lamp"); // shown or not, depending on the order
        assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"newest", "price", "-price", "name", "popular"})
    void a_deep_page_of_all_products_is_where_the_cursors_lead(String sort) {
        offerMany("Deep", 130);
        Eventually.holds(() -> { // other tests may change this list on the way
            String query = "limit=10&sort=" + sort;
            ValidatableResponse page = products(query);
            for (int number = 2; number <= 13; number++) {
                page = products(query + "&cursor=" + cursorOf(page));
            }
            assertThat(products(query + "&page=13").extract().<List<String>>path("data.products.id"))
                    .isEqualTo(page.extract().path("data.products.id"));
        });
    }

    @Test
    void a_cursor_of_another_list_is_refused() {
        for (String cursor : List.of("x", "bmV3ZXN0fDJ8eHw", "a".repeat(2000),
                "bmFtZXwyfDAxOTAwMDAwLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMHxh")) {
            request().get(API + "/products?cursor=" + cursor).then().statusCode(400).body("errors[0].pointer",
                    equalTo("/cursor"));
        }
    }

    @Test
    void a_page_number_beyond_ten_thousand_rows_is_refused_in_favour_of_a_cursor() {
        request().get(API + "/products?page=501&limit=20").then().statusCode(400).body("errors[0].message",
                containsString("cursor"));
    }

    // --- Filters and orders --------------------------------------------------------------------------------------

    @Test
    void a_category_includes_its_descendants_by_slug_and_by_id() {
        offer(top, "Above", "1.00");
        offer(below, "Below", "1.00");
        assertThat(names("sort=name")).containsExactly("Above", "Below");
        assertThat(namesOf(products("category=" + top + "&sort=name"))).containsExactly("Above", "Below");
        assertThat(namesOf(products("category=" + below))).containsExactly("Below");
        assertThat(namesOf(products("category=no-such-category"))).isEmpty();
    }

    @Test
    void price_stock_and_brand_filter_together() {
        offer(top, "Cheap", "5.00", 1, "Acme");
        offer(top, "Middle", "10.00", 1, "Acme");
        offer(top, "Gone", "10.00", 0, "Acme");
        offer(top, "Other", "10.00", 1, "Other");
        offer(top, "Dear", "10.01", 1, "Acme");
        assertThat(names("minPrice=10&maxPrice=10.00&brand=acme&inStock=true")).containsExactly("Middle");
        assertThat(names("inStock=false")).containsExactly("Gone");
        assertThat(names("maxPrice=5")).containsExactly("Cheap");
    }

    @Test
    void prices_of_several_categories_are_in_one_order() {
        offer(top, "Nine", "9.00");
        offer(below, "Three", "3.00");
        offer(top, "Six", "6.00");
        offer(below, "Twelve", "12.00");
        assertThat(names("sort=price")).containsExactly("Three", "Six", "Nine", "Twelve");
        assertThat(names("sort=-price&maxPrice=9")).containsExactly("Nine", "Six", "Three");
        String cursor = cursorOf(listed("sort=price&limit=2"));
        assertThat(names("sort=price&limit=2&cursor=" + cursor)).containsExactly("Nine", "Twelve")
                .isEqualTo(names("sort=price&limit=2&page=2"));
    }

    @Test
    void popular_products_come_first_on_request() {
        UUID sold = offer(top, "Sold", "5.00");
        offer(top, "Unsold", "5.00");
        Database.update("update catalog.products set popularity = 5 where id = ?", sold);
        assertThat(names("sort=popular")).containsExactly("Sold", "Unsold");
    }

    @Test
    void an_inactive_product_is_not_listed() {
        UUID id = offer(top, "Lamp", "5.00");
        Database.update("update catalog.products set is_active = false where id = ?", id);
        assertThat(names("")).isEmpty();
    }

    // --- Search --------------------------------------------------------------------------------------------------

    @Test
    void every_word_must_match_by_itself_its_stem_or_its_beginning() {
        offer(top, "Reading lamp", "5.00", 1, "Lumen");
        offer(top, "Lamp oil", "5.00");
        assertThat(names("search=LAMP%20lumen")).containsExactly("Reading lamp");
        assertThat(names("search=lamps")).hasSize(2);
        assertThat(names("search=la")).hasSize(2);
        assertThat(names("search=%20")).hasSize(2);
    }

    @Test
    void a_name_ranks_before_a_brand_and_a_brand_before_a_description() {
        UUID described = offer(top, "Table", "5.00");
        request(admin).body(Map.of("description", "Goes well with an ottoman")).patch(API + "/products/" + described)
                .then().statusCode(200);
        offer(top, "Chair", "5.00", 1, "Ottoman");
        offer(top, "Ottoman", "5.00");
        assertThat(names("search=ottoman")).containsExactly("Ottoman", "Chair", "Table");
        assertThat(names("search=ottoman&sort=name")).containsExactly("Chair", "Ottoman", "Table");
    }

    @Test
    void a_word_without_a_match_is_corrected_and_the_response_says_so() {
        String word = "zq" + unique("x").replaceAll("[^a-f]", "") + "lamp"; // resembles no other word
        offer(top, word + " standing", "5.00");
        String mistyped = word.substring(0, 4) + "x" + word.substring(4);
        listed("search=" + mistyped).body("data.products.name", equalTo(List.of(word + " standing")))
                .body("data.searchedFor", equalTo(word));
        listed("search=" + word).body("data", not(hasKey("searchedFor")));
        assertThat(names("search=" + word + "%20nothinglikeit")).isEmpty();
    }

    @Test
    void accents_and_case_do_not_matter() {
        offer(top, "Crème BRÛLÉE torch", "5.00");
        assertThat(names("search=creme%20brulee")).hasSize(1);
        assertThat(names("search=CR%C3%88ME")).hasSize(1);
    }

    @Test
    void a_sku_is_found_as_a_whole() {
        String sku = Shop.readProduct(offer(top, "Lamp", "5.00")).then().extract().path("data.sku");
        assertThat(names("search=" + sku)).hasSize(1);
    }

    @Test
    void operators_of_sql_and_of_the_text_search_are_plain_text() {
        offer(top, "100% cotton shirt", "5.00");
        offer(top, "Plain", "5.00");
        assertThat(names("search=100%25")).containsExactly("100% cotton shirt");
        assertThat(names("search=cotton%26!%7C():*%3C-%3E'%5C")).containsExactly("100% cotton shirt");
        for (String nothing : List.of("%25", "_", "%27%20or%201%3D1%20--", "%5C", "%27", ":*", "the",
                "!plain%20-shirt")) {
            assertThat(names("search=" + nothing)).as(nothing).isEmpty();
        }
    }

    @Test
    void the_first_page_by_relevance_is_the_same_with_and_without_a_cached_total() {
        String word = uniqueWord();
        offer(top, word + " lamp", "5.00");
        offer(top, "Lamp with a " + word, "5.00");
        offer(top, "Lamp", "5.00", 1, word);
        ValidatableResponse first = products("search=" + word + "&limit=2")
                .body("data.pagination.totalItems.intValue()", equalTo(3));
        List<String> inPages = new ArrayList<>(namesOf(first));
        inPages.addAll(namesOf(products("search=" + word + "&limit=2&page=2")));
        assertThat(namesOf(products("search=" + word + "&limit=3"))).isEqualTo(inPages);
    }

    @Test
    void of_thousands_of_matches_popular_products_come_first() {
        String word = uniqueWord();
        offerMany(word, 2_100);
        Database.update("update catalog.products set popularity = 7 where name = ?", word + " 77");
        Database.update("update catalog.products set popularity = 6 where name = ?", word + " 2077");
        String query = "limit=50&search=" + word;
        ValidatableResponse first = products(query).body("data.pagination.totalItems.intValue()", equalTo(2_000))
                .body("data.pagination.totalItemsIsExact", equalTo(false));
        assertThat(namesOf(first)).startsWith(word + " 77", word + " 2077");
        assertThat(namesOf(products(query + "&page=2"))).hasSize(50)
                .doesNotContainAnyElementsOf(namesOf(first))
                .isEqualTo(namesOf(products(query + "&cursor=" + cursorOf(first))));
        // Too many for the tests that read every list to its end.
        Database.update("delete from catalog.products where category_id = ?", top);
    }

    // --- Totals and facets ---------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"relevance", "price"})
    void few_matches_are_counted_exactly_whatever_the_database_estimates(String sort) {
        String word = uniqueWord();
        Database.update("analyze catalog.products");
        offerMany(word, 30);
        Database.update("update catalog.products set popularity = 3 where category_id = ?", top);
        products("sort=" + sort + "&search=" + word).body("data.pagination.totalItems.intValue()", equalTo(30))
                .body("data.pagination.totalItemsIsExact", equalTo(true));
        products("sort=" + sort + "&search=" + uniqueWord()).body("data.pagination.totalItems.intValue()", equalTo(0));
    }

    @Test
    void a_word_that_occurs_nowhere_is_not_estimated_to_have_many_matches() {
        PageRequest page = new PageRequest(1, 20);
        ProductFilter filter = new ProductFilter(page, null, null, SearchWords.of(uniqueWord()), null, null, null, null,
                ProductSort.RELEVANCE, false);
        QuarkusTransaction.begin(); // hides the change from other tests
        try {
            sql.update("update pg_class set reltuples = 1e9 where oid = 'catalog.products'::regclass");
            assertThat(counts.areKnownToBeMany(filter)).isFalse();
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    @Test
    void facets_count_by_the_next_category_the_brand_and_the_price() {
        offer(top, "One", "10.00", 1, "Acme");
        offer(below, "Two", "30.00", 1, "ACME");
        offer(below, "Three", "2000.00", 0, "Other");
        ValidatableResponse page = listed("facets=true").body("data.facets.isExact", equalTo(true))
                .body("data.pagination.totalItemsIsExact", equalTo(true))
                .body("data.pagination.totalItems.intValue()", equalTo(3));
        assertThat(facet(page, "categories")).extracting(count -> count.get("id") + "=" + count.get("count"))
                .containsExactly(below + "=2", top + "=1");
        assertThat(facet(page, "brands")).extracting(count -> count.get("name") + "=" + count.get("count"))
                .containsExactly("ACME=2", "Other=1");
        assertThat(facet(page, "prices"))
                .extracting(count -> count.get("from") + "-" + count.get("to") + "=" + count.get("count"))
                .containsExactly("0-25=1", "25-50=1", "1000-null=1");
        listed("facets=true&inStock=true").body("data.facets.brands.name", equalTo(List.of("ACME")));
    }

    @Test
    void a_list_takes_two_statements_however_many_products_it_shows() {
        for (int products = 1; products <= 12; products++) {
            offer(top, "Lamp " + products, "5.00");
        }
        assertThat(statementsFor(1)).isEqualTo(2);
        assertThat(statementsFor(12)).isEqualTo(2);
    }

    /** The first of many uncached lists with as few, because scheduled work sends statements at the same time: more often on a busy machine. */
    private double statementsFor(int products) {
        return IntStream.range(0, 90).mapToDouble(i -> {
            String query = "sort=price&limit=" + products + "&maxPrice=" + (100 * products + i);
            double before = metrics.counter("sql_queries").count();
            assertThat(names(query)).hasSize(products);
            return metrics.counter("sql_queries").count() - before;
        }).filter(statements -> statements <= 2).findFirst().orElse(Double.POSITIVE_INFINITY);
    }

    // --- Given ---------------------------------------------------------------------------------------------------

    private UUID offer(UUID category, String name, String price) {
        return offer(category, name, price, 1, null);
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

    private void offerMany(String name, int products) {
        Database.update("""
                with added as (
                    insert into catalog.products (id, name, sku, price, currency, category_id, seller_id, created_at, updated_at)
                    select gen_random_uuid(), ? || ' ' || n, gen_random_uuid()::text, 5, 'USD', ?, gen_random_uuid(), now(), now()
                      from generate_series(1, ?) n returning id)
                insert into catalog.inventory (id, product_id, quantity, updated_at)
                select gen_random_uuid(), id, 0, now() from added""", name, top, products);
    }

    /** No product has it, nor had one in an earlier run. */
    private static String uniqueWord() {
        return "q" + UUID.randomUUID().toString().replaceAll("[^a-f]", "");
    }

    // --- Lists ---------------------------------------------------------------------------------------------------

    private static ValidatableResponse products(String query) {
        return request().urlEncodingEnabled(false).get(API + "/products?" + query).then().statusCode(200);
    }

    private ValidatableResponse listed(String query) {
        return products("category=" + slug + "&" + query);
    }

    private List<String> names(String query) {
        return namesOf(listed(query));
    }

    private static List<String> namesOf(ValidatableResponse page) {
        return page.extract().path("data.products.name");
    }

    private static String cursorOf(ValidatableResponse page) {
        return page.extract().path("data.pagination.nextCursor");
    }

    private static List<Map<String, Object>> facet(ValidatableResponse page, String name) {
        return page.extract().path("data.facets." + name);
    }
}
