package dev.tradepost.user.account;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.crypto.Sha256;
import dev.tradepost.platform.database.Queries;
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
    private final Queries queries;

    FirstAdministrator(AccountConfig config, Accounts accounts, Users users, Queries queries) {
        this.config = config;
        this.accounts = accounts;
        this.users = users;
        this.queries = queries;
    }

    @ActivateRequestContext // for the look into the database
    void open(@Observes StartupEvent started) {
        String email = config.adminEmail().map(EmailAddress::normalised).orElse("");
        if (!email.isBlank() && !wasOpened(email)) {
            open(email, config.adminPassword().orElseThrow());
            queries.update(new Queries.Statement(
                    "insert into users.first_administrators (email_hash) values (?) on conflict do nothing",
                    List.of(Sha256.of(email)), false));
        }
    }

    private boolean wasOpened(String email) {
        return !queries.all(
                new Queries.Statement("select 1 from users.first_administrators where email_hash = ?",
                        List.of(Sha256.of(email)), false),
                _ -> true).isEmpty();
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
