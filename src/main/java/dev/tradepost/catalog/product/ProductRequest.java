package dev.tradepost.catalog.product;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

import dev.tradepost.platform.json.Paragraphs;

/**
 * A new product.
 *
 * @param price in the shop's currency
 * @param images in the order in which they are shown; lists show the first one
 * @param initialStock pieces; 0 when left out
 */
public record ProductRequest(@NotBlank @Size(min = 3, max = 255) String name,
        @Size(max = 2000) @JsonDeserialize(using = Paragraphs.class) @Nullable String description,
        @NotNull @Positive @Digits(integer = 10, fraction = 2) @ShopPrice @DecimalMax("99999999.99") BigDecimal price,
        @NotNull @Pattern(regexp = SKU, message = SKU_RULE) String sku,
        @NotNull UUID categoryId,
        @Size(max = 100) @Nullable String brand,
        @Size(max = 50) @Nullable List<@NotNull @Valid Image> images,
        @Size(max = 100) @Nullable Map<@Size(min = 1, max = 100) String, @NotNull @Size(max = 1000) String> specifications,
        @Min(0) @Max(1_000_000_000) @Nullable Integer initialStock) {

    static final String SKU = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";
    static final String SKU_RULE = "must be 1 to 100 letters, digits, dots, dashes and underscores, beginning with a letter or digit";

    public record Image(
            @NotNull @Size(max = 500) @Pattern(regexp = "https?://\\S+", message = "must be an http or https address") String url,
            @Size(max = 255) @Nullable String alt) {}

    List<Image> imagesOrNone() {
        return images == null ? List.of() : images;
    }

    Map<String, String> specificationsOrNone() {
        return specifications == null ? Map.of() : specifications;
    }

    int initialStockOrNone() {
        return initialStock == null ? 0 : initialStock;
    }
}
