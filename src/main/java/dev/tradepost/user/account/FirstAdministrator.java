package dev.tradepost.user.account;

import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.event.Observes;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Email;

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
    private final Users users;
    private final Validator validator;

    FirstAdministrator(AccountConfig config, Accounts accounts, Users users, Validator validator) {
        this.config = config;
        this.accounts = accounts;
        this.users = users;
        this.validator = validator;
    }

    private record Credentials(@Email String email, @StrongPassword String password) {}

    @ActivateRequestContext // for the look into the database
    void make(@Observes StartupEvent started) {
        String email = config.adminEmail().orElse("");
        String password = config.adminPassword().orElse("");
        if (email.isBlank() != password.isBlank()) {
            throw new IllegalStateException("ADMIN_EMAIL and ADMIN_PASSWORD are set together or not at all");
        }
        if (email.isBlank()) {
            return;
        }
        for (ConstraintViolation<Credentials> broken : validator.validate(new Credentials(email, password))) {
            throw new IllegalStateException("ADMIN_%s %s".formatted(
                    broken.getPropertyPath().toString().toUpperCase(Locale.ROOT), broken.getMessage()));
        }
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
