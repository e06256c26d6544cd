package dev.tradepost.catalog.product;

import java.util.Currency;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;

import dev.tradepost.platform.database.Sql;

/**
 * Refuses to start if {@code CURRENCY} is not the currency of the products: they would be sold at the same number in another currency. Checks
 * the oldest and the newest product; checking all would delay each start.
 */
@ApplicationScoped
class CurrencyCheck {

    private static final String PRICED_IN = """
            (select currency from catalog.products order by id limit 1) union
            (select currency from catalog.products order by id desc limit 1)""";

    private final Sql sql;

    CurrencyCheck(Sql sql) {
        this.sql = sql;
    }

    /** Runs before background work starts. */
    void check(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent start,
            @ConfigProperty(name = "tradepost.currency") Currency currency) {
        check(currency);
    }

    void check(Currency currency) {
        for (String found : sql.query(PRICED_IN, row -> row.getString(1))) {
            if (!found.equals(currency.getCurrencyCode())) {
                throw new ConfigurationException(
                        "CURRENCY is %s, but products are priced in %s: set it to that, or convert the prices first"
                                .formatted(currency, found));
            }
        }
    }
}
