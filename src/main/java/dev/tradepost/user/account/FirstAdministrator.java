package dev.tradepost.user.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.crypto.Sha256;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.security.Roles;

/**
 * Opens the account of the administrator that {@code ADMIN_EMAIL} and {@code ADMIN_PASSWORD} name, once: who has erased it since does
 * not find it again, with the old password, after the next start.
 */
@ApplicationScoped
class FirstAdministrator {

    private static final Logger LOG = Logger.getLogger(FirstAdministrator.class);

    private final AccountConfig config;
    private final Accounts accounts;
    private final Users users;
    private final Sql sql;

    FirstAdministrator(AccountConfig config, Accounts accounts, Users users, Sql sql) {
        this.config = config;
        this.accounts = accounts;
        this.users = users;
        this.sql = sql;
    }

    @ActivateRequestContext // for the look into the database
    void open(@Observes StartupEvent started) {
        String email = config.adminEmail().map(EmailAddress::normalised).orElse("");
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
            accounts.openAtStart(email, password, "Shop", "Administrator", Roles.ADMIN);
            LOG.info("The first administrator has an account now");
        } catch (Problem.Conflict exists) {
            if (!users.findByEmail(email).map(User::isAdministrator).orElse(false)) {
                LOG.warn("ADMIN_EMAIL has an account that is no administrator's; there may be none");
            }
        }
    }
}
