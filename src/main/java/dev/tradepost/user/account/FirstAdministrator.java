package dev.tradepost.user.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.crypto.Sha256;
import dev.tradepost.platform.database.Sql;

/**
 * Opens the account that {@code ADMIN_EMAIL} and {@code ADMIN_PASSWORD} name. Does it only once: an administrator who has erased the account
 * does not get it back, with the old password, at the next start.
 */
@ApplicationScoped
class FirstAdministrator {

    private static final Logger LOG = Logger.getLogger(FirstAdministrator.class);

    private final AccountConfig config;
    private final Registration registration;
    private final Users users;
    private final Sql sql;

    FirstAdministrator(AccountConfig config, Registration registration, Users users, Sql sql) {
        this.config = config;
        this.registration = registration;
        this.users = users;
        this.sql = sql;
    }

    @ActivateRequestContext // Hibernate needs one to read without a transaction
    void open(@Observes StartupEvent started) {
        String email = config.adminEmail().map(Account::normalisedEmail).orElse("");
        if (!email.isBlank() && !wasOpened(email)) {
            open(email, config.adminPassword().orElseThrow());
            sql.update("insert into users.first_administrators (email_hash) values (?) on conflict do nothing",
                    Sha256.of(email));
        }
    }

    private boolean wasOpened(String email) {
        return !sql.query("select 1 from users.first_administrators where email_hash = ?", _ -> true, Sha256.of(email))
                .isEmpty();
    }

    private void open(String email, String password) {
        try {
            registration.registerAdministrator(email, password);
            LOG.info("The account of the first administrator is open");
        } catch (Problem.Conflict exists) {
            if (!users.findByEmail(email).map(User::isAdministrator).orElse(false)) {
                LOG.warn("The account of ADMIN_EMAIL is not an administrator; there may be no administrator");
            }
        }
    }
}
