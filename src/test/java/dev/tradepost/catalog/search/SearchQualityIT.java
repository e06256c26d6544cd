package dev.tradepost.catalog.search;

import static dev.tradepost.testsupport.Shop.API;
import static dev.tradepost.testsupport.Shop.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.tradepost.testsupport.Shop;
import dev.tradepost.testsupport.TwoInstances;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;

/** Searches of the demo catalogue and the products that people mean by them. */
@ExtendWith(TwoInstances.class)
public class SearchQualityIT {

    private static UUID shop;

    @BeforeEach
    void offerTheDemoCatalogueOnce() throws IOException {
        if (shop != null) {
            return;
        }
        shop = Shop.category();
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(new InputStreamReader(
                SearchQualityIT.class.getResourceAsStream("/demo/products.csv"), StandardCharsets.UTF_8))) {
            for (NamedCsvRecord row : rows) {
                Map<String, Object> body = new HashMap<>(Map.of("name", row.getField("name"), "sku",
                        row.getField("sku") + "-" + UUID.randomUUID(), "price", new BigDecimal(row.getField("price")),
                        "categoryId", shop, "initialStock", 1, "description", row.getField("description"),
                        "specifications", specifications(row.getField("specifications"))));
                if (!row.getField("brand").isEmpty()) {
                    body.put("brand", row.getField("brand"));
                }
                request(Shop.adminToken()).body(body).post(API + "/products").then().statusCode(201);
            }
        }
    }

    private static Map<String, String> specifications(String text) {
        Map<String, String> specifications = new LinkedHashMap<>();
        for (String pair : text.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                specifications.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
            }
        }
        return specifications;
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            mascara                  | mascara
            mascra                   | mascara
            mascarra                 | mascara
            brown mascara            | Brown mascara for every day
            waterproof mascara       | Mirrowen Full Stage mascara
            mirowen mascara          | Mirrowen
            headphones               | headphones
            headphone                | headphones
            headfones                | headphones
            headpones wireless       | Quietmoor Drift wireless headphones
            quietmor                 | Quietmoor
            childrens headphones     | Children's headphones
            creme brulee             | Crème brûlée dishes, set of 6
            jardiniere               | Jardinière for balcony rails
            smorgasbord              | Smörgåsbord serving board
            the vert                 | Thé vert à la menthe, 100 g
            rose lip                 | Rosé lip tint
            espreso                  | espresso
            espresso machin          | Brasina Uno espresso machine
            coffe grinder            | Brasina Mola coffee grinder
            kettel                   | Gooseneck kettle with thermometer
            sleepingbag              |
            sleeping bag             | sleeping bag
            sleping bag              | sleeping bag
            tent                     | tent
            tents                    | tent
            family tent              | Hollowpine Meadow 5 family tent
            desk lamp                | Lumenfold Heron desk lamp
            lamps                    | lamp
            laptop 16                | Sablefin Slate 16 Pro laptop
            lapotp                   | laptop
            usb hub                  | USB-C hub, 7 in 1
            usb-c hub                | USB-C hub, 7 in 1
            mechanical keybord       | Low-profile mechanical keyboard
            chair                    | Oaklatch Perch desk chair
            titanium                 | Titanium pot, 900 ml
            shampo                   | Solid shampoo bar, nettle
            hiking sock              | Merino hiking socks, two pairs
            garden glove             | Gardening gloves
            odile marrant            | The Lamplighter's Ledger
            IP67 speaker             | Sablefin Cove portable speaker
            """)
    void people_find_what_they_mean(String typed, String meant) {
        List<String> found = find(typed);
        if (meant == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).isNotEmpty();
            assertThat(found.getFirst()).containsIgnoringCase(meant);
        }
    }

    @Test
    void the_finds_are_about_what_was_typed() {
        assertThat(find("mascra").subList(0, 3)).allSatisfy(name -> assertThat(name).contains("mascara"));
        assertThat(find("tent pegs")).containsExactly("Aluminium tent pegs, set of 10");
        assertThat(find("skillet tent")).isEmpty();
        assertThat(find("qxzvw")).isEmpty();
    }

    private static List<String> find(String typed) {
        return request().queryParam("category", shop).queryParam("search", typed).get(API + "/products").then()
                .statusCode(200).extract().path("data.products.name");
    }
}
