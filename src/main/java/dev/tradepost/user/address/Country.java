package dev.tradepost.user.address;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;

import org.jspecify.annotations.Nullable;

/** An ISO 3166-1 country: its two-letter or three-letter code, or its English name. */
@Target({FIELD, PARAMETER, METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Country.CountryValidator.class)
@interface Country {

    String message() default "must be an ISO 3166-1 country code or a country's English name";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    class CountryValidator implements ConstraintValidator<Country, String> {

        private static final Set<String> KNOWN = Stream.of(Locale.getISOCountries())
                .map(code -> Locale.of("", code))
                .flatMap(country -> Stream.of(country.getCountry(), country.getISO3Country(),
                        country.getDisplayCountry(Locale.ENGLISH)))
                .map(name -> name.toUpperCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());

        @Override
        public boolean isValid(@Nullable String country, ConstraintValidatorContext context) {
            return country == null || KNOWN.contains(country.toUpperCase(Locale.ROOT));
        }
    }
}
