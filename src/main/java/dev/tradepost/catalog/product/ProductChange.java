package dev.tradepost.catalog.product;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

import dev.tradepost.platform.json.ParagraphsOrNull;
import dev.tradepost.platform.json.TextOrNull;

/**
 * A change of a product. Fields that are left out keep their value.
 *
 * @param price in the shop's currency
 * @param images replaces all images, in the order in which they are shown
 * @param specifications replaces all specifications
 * @param isActive whether the product is for sale
 */
@SuppressWarnings("NullableOptional") // null: left out; empty: null
public record ProductChange(
        @Size(min = 3, max = 255) @Pattern(regexp = ".*\\S.*", message = "must not be blank") @Nullable String name,
        @Schema(type = SchemaType.STRING) @JsonDeserialize(using = ParagraphsOrNull.class) @Nullable Optional<@Size(max = 2000) String> description,
        @Positive @Digits(integer = 10, fraction = 2) @ShopPrice @DecimalMax("99999999.99") @Nullable BigDecimal price,
        @Pattern(regexp = ProductRequest.SKU, message = ProductRequest.SKU_RULE) @Nullable String sku,
        @Nullable UUID categoryId,
        @Schema(type = SchemaType.STRING) @JsonDeserialize(using = TextOrNull.class) @Nullable Optional<@Size(max = 100) String> brand,
        @Size(max = 50) @Nullable List<ProductRequest.@NotNull @Valid Image> images,
        @Schema(examples = "{\"weight\": \"500g\"}") @Size(max = 100) @Nullable Map<@Size(min = 1, max = 100) String, @NotNull @Size(max = 1000) String> specifications,
        @Nullable Boolean isActive) {}
