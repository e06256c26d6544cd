package dev.tradepost.catalog.product;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;

import dev.tradepost.catalog.category.Categories;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;

/** Loads {@code demo/*.csv} into an empty catalogue, for development. */
@ApplicationScoped
class DemoCatalogue {

    private static final Logger LOG = Logger.getLogger(DemoCatalogue.class);

    private final ProductCatalogue catalogue;
    private final Categories categories;
    private final boolean enabled;
    private final UUID sellerId;

    DemoCatalogue(ProductCatalogue catalogue, Categories categories,
            @ConfigProperty(name = "tradepost.demo.enabled") boolean enabled,
            @ConfigProperty(name = "tradepost.demo.seller-id") UUID sellerId) {
        this.catalogue = catalogue;
        this.categories = categories;
        this.enabled = enabled;
        this.sellerId = sellerId;
    }

    void load(@Observes @Priority(200) StartupEvent started) {
        if (enabled) {
            QuarkusTransaction.requiringNew().timeout(60).run(this::loadOnce);
        }
    }

    private void loadOnce() {
        if (catalogue.count() > 0 || categories.count() > 0) {
            return;
        }
        Map<String, UUID> bySlug = new HashMap<>();
        List<NamedCsvRecord> categoryRows = rows("/demo/categories.csv");
        for (NamedCsvRecord row : categoryRows) {
            UUID parent = row.getField("parentSlug").isEmpty() ? null : bySlug.get(row.getField("parentSlug"));
            bySlug.put(row.getField("slug"), categories.create(row.getField("name"), row.getField("slug"), parent,
                    orNull(row.getField("description"))));
        }
        List<NamedCsvRecord> productRows = rows("/demo/products.csv");
        for (NamedCsvRecord row : productRows) {
            catalogue.add(request(row, Objects.requireNonNull(bySlug.get(row.getField("categorySlug")))), sellerId);
        }
        LOG.infof("Loaded %d demo products in %d categories", productRows.size(), categoryRows.size());
    }

    private static ProductRequest request(NamedCsvRecord row, UUID categoryId) {
        return new ProductRequest(row.getField("name"), orNull(row.getField("description")),
                new BigDecimal(row.getField("price")), row.getField("sku"), categoryId,
                orNull(row.getField("brand")),
                List.of(new ProductRequest.Image(row.getField("imageUrl"), row.getField("name"))),
                specifications(row.getField("specifications")), Integer.valueOf(row.getField("initialStock")));
    }

    /** {@code key=value;key=value} */
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

    private static List<NamedCsvRecord> rows(String resource) {
        try (InputStream file = Objects.requireNonNull(DemoCatalogue.class.getResourceAsStream(resource), resource);
                CsvReader<NamedCsvRecord> reader = CsvReader.builder()
                        .ofNamedCsvRecord(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return reader.stream().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
