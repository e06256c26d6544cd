package dev.tradepost.user.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.security.Roles;

/** Opens the account of the administrator that {@code ADMIN_EMAIL} and {@code ADMIN_PASSWORD} name, unless the address has an account already. */
@ApplicationScoped
class FirstAdministrator {

    private static final Logger LOG = Logger.getLogger(FirstAdministrator.class);

    private final AccountConfig config;
    private final Accounts accounts;
    private final Users users;

    FirstAdministrator(AccountConfig config, Accounts accounts, Users users) {
        this.config = config;
        this.accounts = accounts;
        this.users = users;
    }

    @ActivateRequestContext // for the look into the database
    void open(@Observes StartupEvent started) {
        String email = config.adminEmail().orElse("");
        if (email.isBlank()) {
            return;
        }
        String password = config.adminPassword().orElseThrow();
        try {
            accounts.open(email, password, "Shop", "Administrator", null, Roles.ADMIN);
            LOG.info("The first administrator has an account now");
        } catch (Problem.Conflict exists) {
            if (!users.findByEmail(email).map(User::isAdministrator).orElse(false)) {
                LOG.warn("ADMIN_EMAIL has an account that is no administrator's; there may be none");
            }
        }
    }
}
