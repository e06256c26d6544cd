package dev.tradepost.catalog.product;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigDecimal;
import java.util.Currency;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Money;

/** Has no more decimals than the shop's currency, such as none in yen. {@code @Digits} limits every price to two. */
@Target({FIELD, PARAMETER, METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = ShopPrice.ShopPriceValidator.class)
@interface ShopPrice {

    String message() default "has more decimals than the currency";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    @ApplicationScoped
    class ShopPriceValidator implements ConstraintValidator<ShopPrice, BigDecimal> {

        private final Currency currency;

        ShopPriceValidator(@ConfigProperty(name = "tradepost.currency") Currency currency) {
            this.currency = currency;
        }

        @Override
        public boolean isValid(@Nullable BigDecimal price, ConstraintValidatorContext context) {
            if (price == null) {
                return true;
            }
            int decimals = price.stripTrailingZeros().scale();
            return decimals > Money.SCALE || decimals <= Money.decimals(currency);
        }
    }
}
