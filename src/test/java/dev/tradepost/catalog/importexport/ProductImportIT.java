package dev.tradepost.catalog.importexport;

import static dev.tradepost.catalog.importexport.ImportFiles.CSV;
import static dev.tradepost.catalog.importexport.ImportFiles.NDJSON;
import static dev.tradepost.catalog.importexport.ImportFiles.errors;
import static dev.tradepost.catalog.importexport.ImportFiles.export;
import static dev.tradepost.catalog.importexport.ImportFiles.taken;
import static dev.tradepost.catalog.importexport.ImportFiles.upload;
import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.restassured.response.Response;

import dev.tradepost.testsupport.Database;
import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.TwoInstances;

@ExtendWith(TwoInstances.class)
public class ProductImportIT {

    private static final String HEADER = "sku,name,description,price,category,brand,images,specifications,quantity,warehouseLocation,isActive\n";

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

    private static UUID productId(String sku) {
        return Database.query(UUID.class, "select id from catalog.products where sku = ?", sku).getFirst();
    }

    private static long count(String table, String sku) {
        return Database.count("select count(*) from catalog." + table + " where product_id = ?", productId(sku));
    }

    private static int version(String sku) {
        return Database.query(Integer.class, "select version from catalog.products where sku = ?", sku).getFirst();
    }

    private static void succeeded(Response job, int done, int failed) {
        job.then().statusCode(200).body("data.status", equalTo("SUCCEEDED"))
                .body("data.rowsDone.intValue()", equalTo(done)).body("data.rowsTotal.intValue()", equalTo(done))
                .body("data.rowsFailed.intValue()", equalTo(failed));
    }

    @Test
    void a_csv_file_becomes_products() {
        String row = sku + ",\"Lamp, \"\"bright\"\"\",\"Two\nlines\",12.5," + category
                + ",Lumière,\"[{\"\"url\"\":\"\"https://cdn.example.com/1.jpg\"\",\"\"alt\"\":\"\"front\"\"},{\"\"url\"\":\"\"https://cdn.example.com/2.jpg\"\"}]\",\"{\"\"weight\"\":\"\"500 g\"\"}\",40,A-7,true\n";
        Response stored = upload(seller.token(), CSV, "\uFEFF" + HEADER + row);
        String jobId = stored.then().statusCode(202).body("data.kind", equalTo("product_import")).extract()
                .path("data.jobId");
        assertThat(stored.header("Location")).endsWith("/api/v1/jobs/" + jobId);
        succeeded(ImportFiles.ended(seller.token(), UUID.fromString(jobId)), 1, 0);
        Shop.readProduct(productId(sku)).then().statusCode(200).body("data.name", equalTo("Lamp, \"bright\""))
                .body("data.description", equalTo("Two\nlines")).body("data.price.toString()", equalTo("12.50"))
                .body("data.brand", equalTo("Lumière")).body("data.imageUrl", endsWith("/1.jpg"))
                .body("data.images", contains("https://cdn.example.com/1.jpg", "https://cdn.example.com/2.jpg"))
                .body("data.specifications.weight", equalTo("500 g"))
                .body("data.inventory.quantity.intValue()", equalTo(40))
                .body("data.sellerId", equalTo(seller.userId().toString()));
        assertThat(Database.query(String.class, """
                select a.delta || ' ' || a.reason || ' ' || i.warehouse_location
                  from catalog.inventory_adjustments a join catalog.inventory i using (product_id)
                 where product_id = ?""", productId(sku))).containsExactly("40 import A-7");
        assertThat(Database.count("select count(*) from platform.job_input where job_id = ?", UUID.fromString(jobId)))
                .isZero();
    }

    @Test
    void an_ndjson_file_becomes_products() {
        String line = """
                {"sku": "%s", "name": "Lamp", "price": 9.99, "category": "%s", "images": [{"url": "https://x.example/1"}],
                 "specifications": {"a": "b"}, "quantity": 3, "isActive": false}""".formatted(sku, category)
                .replace("\n", " ");
        succeeded(taken(seller.token(), NDJSON, "\n" + line + "\r\n\n"), 1, 0);
        seller.request().get(API + "/products/" + productId(sku)).then().statusCode(200)
                .body("data.isActive", equalTo(false)).body("data.specifications.a", equalTo("b"));
    }

    @Test
    void every_invalid_field_is_reported_and_valid_rows_are_imported() {
        String file = "name,sku,price,category,quantity,images,isActive,specifications\n"
                + "Fine," + sku + ",1.00," + category + ",1,,,\n"
                + "ab,-x,1.999,nowhere,-1,\"[{\"\"url\"\":\"\"javascript:1\"\"}]\",maybe,\"{\"\"a\"\":1}\"\n"
                + "short,row\n"
                + ",,x,," + "99999999999,{,,\n"
                + "\"two\nlines\"," + unique("S") + ",1," + category + ",,,,\n";
        Response job = taken(seller.token(), CSV, file);
        succeeded(job, 5, 4);
        assertThat(Database.count("select count(*) from catalog.products where sku = ?", sku)).isOne();
        List<String> errors = errors(seller.token(), job).lines().toList();
        assertThat(errors.getFirst()).isEqualTo("row,field,code,message");
        assertThat(errors.stream().skip(1).map(line -> line.split(",", 4)).map(e -> e[0] + " " + e[1] + " " + e[2]))
                .containsExactlyInAnyOrder("2 name size", "2 sku pattern", "2 price digits", "2 category not_found",
                        "2 quantity min", "2 images/0/url pattern", "2 isActive type", "2 specifications/a type",
                        "3  columns", "4 name required", "4 sku required", "4 price type", "4 category required",
                        "4 quantity type", "4 images malformed_json", "5 name format");
        assertThat(job.<String>path("data.message")).isEqualTo("4 of 5 rows were not taken");
    }

    @Test
    void every_malformed_line_is_reported() {
        String file = """
                {"sku": 7, "name": "Lamp", "price": "9", "category": "%1$s", "colour": "red", "images": [{}]}
                [1]
                {"sku": "%2$s", "sku": "%2$s"}
                {"sku": "%2$s", "name": "Lamp", "price": 1, "category": "%1$s", "description": "\\u0000"} x
                """.formatted(category, sku);
        Response job = taken(seller.token(), NDJSON, file);
        succeeded(job, 4, 4);
        assertThat(errors(seller.token(), job).lines().skip(1).map(line -> line.split(",", 4))
                .map(e -> e[0] + " " + e[1] + " " + e[2])).contains("1 sku type", "1 price type",
                        "1 colour unknown_field", "1 images/0/url required", "2  malformed_json",
                        "3  malformed_json", "4  malformed_json");
    }

    @Test
    void a_row_changes_the_columns_it_has_and_no_others() {
        taken(seller.token(), CSV, HEADER + sku + ",Lamp,Old,10.00," + category
                + ",Brand,\"[{\"\"url\"\":\"\"https://x.example/1\"\"}]\",\"{\"\"a\"\":\"\"b\"\"}\",5,A,true\n");
        succeeded(taken(seller.token(), CSV, "sku,price,description,quantity\n" + sku + ",12.50,,7\n"), 1, 0);
        Shop.readProduct(productId(sku)).then().body("data.price.toString()", equalTo("12.50"))
                .body("data.description", equalTo(null)).body("data.brand", equalTo("Brand"))
                .body("data.images", contains("https://x.example/1")).body("data.specifications.a", equalTo("b"))
                .body("data.inventory.quantity.intValue()", equalTo(7));
        assertThat(version(sku)).isOne();
        assertThat(Database.query(String.class,
                "select (changes - 'description')::text from catalog.product_changes where product_id = ?",
                productId(sku))).containsExactly("{\"price\": {\"to\": \"12.50\", \"from\": \"10.00\"}}");
        assertThat(Database.query(Integer.class, """
                select delta from catalog.inventory_adjustments where product_id = ? order by id""", productId(sku)))
                .containsExactly(5, 2);
        taken(seller.token(), NDJSON, "{\"sku\":\"" + sku + "\",\"images\":[{\"url\":\"https://x.example/2\"}]}");
        Shop.readProduct(productId(sku)).then().body("data.imageUrl", endsWith("/2"))
                .body("data.images", contains("https://x.example/2"));
    }

    @Test
    void P28_what_a_spreadsheet_would_run_as_a_formula_is_exported_as_text_and_imported_as_it_was() {
        String name = "=HYPERLINK(\"\"https://x.example\"\")";
        succeeded(taken(seller.token(), CSV, "sku,name,price,category,brand,description\n" + sku + ",\"" + name
                + "\",1.00," + category + ",@brand,\"'-kept\"\n"), 1, 0);
        String export = ImportFiles.export(seller.token(), CSV);
        assertThat(export).contains("\"'" + name + "\"", ",'@brand,", ",'-kept,");
        int before = version(sku);
        succeeded(taken(seller.token(), CSV, export), 1, 0);
        assertThat(version(sku)).isEqualTo(before);
        Shop.readProduct(productId(sku)).then().body("data.name", equalTo("=HYPERLINK(\"https://x.example\")"))
                .body("data.brand", equalTo("@brand"));
    }

    @Test
    void P28_the_file_of_errors_holds_no_formula_either() {
        Response job = taken(seller.token(), NDJSON, "{\"sku\":\"" + sku + "\",\"=1+1\":1}");
        assertThat(errors(seller.token(), job)).contains("1,'=1+1,unknown_field,");
    }

    @Test
    void the_same_file_again_changes_nothing() {
        String file = HEADER + sku + ",Lamp,,10," + category
                + ",Brand,\"[{\"\"url\"\":\"\"https://x.example/1\"\"}]\",\"{\"\"a\"\":\"\"b\"\"}\",5,A,true\n";
        taken(seller.token(), CSV, file);
        List<String> before = Database.query(String.class,
                "select updated_at || ' ' || version from catalog.products where sku = ?", sku);
        succeeded(taken(seller.token(), CSV, file), 1, 0);
        assertThat(Database.query(String.class,
                "select updated_at || ' ' || version from catalog.products where sku = ?", sku)).isEqualTo(before);
        assertThat(count("product_changes", sku)).isZero();
        assertThat(count("inventory_adjustments", sku)).isOne();
    }

    @Test
    void the_later_of_two_rows_with_one_sku_wins() {
        String file = "sku,name,price,category,quantity\n" + sku + ",First,1," + category + ",1\n" + sku
                + ",Second,2," + category + ",2\n";
        succeeded(taken(seller.token(), CSV, file), 2, 0);
        Shop.readProduct(productId(sku)).then().body("data.name", equalTo("Second"))
                .body("data.inventory.quantity.intValue()", equalTo(2));
    }

    @Test
    void P26_a_seller_changes_no_product_of_another_and_an_administrator_every_one() {
        String file = "sku,name,price,category\n" + sku + ",Lamp,1.00," + category + "\n";
        taken(seller.token(), CSV, file);
        Shop.Customer other = Shop.seller();
        Response refused = taken(other.token(), CSV, file.replace("1.00", "0.01"));
        succeeded(refused, 1, 1);
        assertThat(errors(other.token(), refused)).contains("1,sku,access_denied,");
        succeeded(taken(Shop.adminToken(), CSV, file.replace("1.00", "3.00")), 1, 0);
        Shop.readProduct(productId(sku)).then().body("data.price.toString()", equalTo("3.00"))
                .body("data.sellerId", equalTo(seller.userId().toString()));
    }

    @Test
    void stock_does_not_fall_below_what_is_reserved() {
        taken(seller.token(), CSV, "sku,name,price,category,quantity\n" + sku + ",Lamp,1.00," + category + ",5\n");
        Database.update("update catalog.inventory set reserved_quantity = 3 where product_id = ?", productId(sku));
        Response job = taken(seller.token(), CSV, "sku,quantity\n" + sku + ",2\n");
        assertThat(errors(seller.token(), job)).contains("1,quantity,below_reserved,");
        succeeded(taken(seller.token(), CSV, "sku,quantity\n" + sku + ",3\n"), 1, 0);
        Database.update("update catalog.inventory set reserved_quantity = 0 where product_id = ?", productId(sku));
    }

    @Test
    void an_unreadable_file_fails_at_once_with_its_reason() {
        for (Map.Entry<String, String> wrong : Map.of("sku,colour\nx,red\n", "There is no column 'colour'", "name\nx\n",
                "The column 'sku' is missing", "", "The file is empty", "sku,sku\n", "The column 'sku' occurs twice",
                "sku\n\"" + "x".repeat(2_000_000), "The file is not valid CSV").entrySet()) {
            taken(seller.token(), CSV, wrong.getKey()).then().body("data.status", equalTo("FAILED"))
                    .body("data.message", containsString(wrong.getValue()));
        }
    }

    @Test
    void an_export_imports_without_a_change_and_exports_the_same() {
        StringBuilder file = new StringBuilder(HEADER);
        for (int i = 0; i < 2_500; i++) {
            file.append(sku).append('-').append(i).append(i % 3 == 0
                    ? ",\"Lamp, \"\"x\"\"\",\"a\\b\tc\r\nd\",1.10," + category
                            + ",É,\"[{\"\"url\"\":\"\"https://x.example/1\"\"}]\",\"{\"\"b\"\":\"\"1\"\",\"\"a\"\":\"\"ü\"\"}\",5,A,false\n"
                    : ",Lamp,,1.10," + category + ",,,,0,,true\n");
        }
        succeeded(taken(seller.token(), CSV, file.toString()), 2_500, 0);
        String csv = export(seller.token(), CSV);
        String lines = export(seller.token(), NDJSON);
        assertThat(csv.lines().filter(line -> line.startsWith(sku)).map(line -> line.substring(0, line.indexOf(','))))
                .hasSize(2_500).startsWith(sku + "-0", sku + "-1").endsWith(sku + "-2499");
        succeeded(taken(seller.token(), CSV, csv), 2_500, 0);
        succeeded(taken(seller.token(), NDJSON, lines), 2_500, 0);
        assertThat(Database.count("select sum(version) from catalog.products where seller_id = ?", seller.userId()))
                .isZero();
        assertThat(Database.count("""
                select count(*) from catalog.product_changes c join catalog.products p on p.id = c.product_id
                 where p.seller_id = ?""", seller.userId())).isZero();
        assertThat(export(seller.token(), CSV)).isEqualTo(csv);

        Database.update("delete from catalog.products where seller_id = ?", seller.userId());
        succeeded(taken(seller.token(), NDJSON, lines), 2_500, 0);
        assertThat(export(seller.token(), CSV)).isEqualTo(csv);
        assertThat(export(seller.token(), NDJSON)).isEqualTo(lines);
    }

    @Test
    void P26_customers_neither_import_nor_export() {
        Shop.Customer customer = Shop.customer();
        upload(customer.token(), CSV, "sku\n").then().statusCode(403);
        ImportFiles.as(customer.token()).get(API + "/products/export").then().statusCode(403);
    }

    @Test
    void another_media_type_or_none_is_415() {
        ImportFiles.as(seller.token()).noContentType().post(API + "/products/import").then().statusCode(415)
                .contentType("application/problem+json");
        upload(seller.token(), "application/json", "{}").then().statusCode(415)
                .contentType("application/problem+json");
    }
}
