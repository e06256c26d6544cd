package dev.tradepost.user.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.security.Roles;

/** Makes the administrator that {@code ADMIN_EMAIL} and {@code ADMIN_PASSWORD} name, unless the address has an account already. */
@ApplicationScoped
class FirstAdministrator {

    private static final Logger LOG = Logger.getLogger(FirstAdministrator.class);

    private final AccountConfig config;
    private final Accounts accounts;

    FirstAdministrator(AccountConfig config, Accounts accounts) {
        this.config = config;
        this.accounts = accounts;
    }

    void make(@Observes StartupEvent started) {
        String email = config.adminEmail().orElse("");
        String password = config.adminPassword().orElse("");
        if (email.isBlank() != password.isBlank()) {
            throw new IllegalStateException("ADMIN_EMAIL and ADMIN_PASSWORD are set together or not at all");
        }
        if (email.isBlank()) {
            return;
        }
        try {
            accounts.open(email, password, "Shop", "Administrator", null, Roles.ADMIN);
            LOG.info("The first administrator has an account now");
        } catch (Problem.Conflict exists) {
            LOG.debug("The first administrator had an account already");
        }
    }
}
