package dev.tradepost.user.account;

import java.time.Clock;
import java.util.UUID;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;

import dev.tradepost.platform.security.Roles;
import dev.tradepost.user.password.Passwords;

/** A customer to sign in with, and the seller of the demo catalogue. In production their published passwords are replaced by random ones. */
@ApplicationScoped
class DemoAccounts {

    private static final Logger LOG = Logger.getLogger(DemoAccounts.class);
    private static final UUID CUSTOMER_ID = UUID.fromString("01900000-0000-7000-8000-00000000c057");
    private static final String CUSTOMER_PASSWORD = "Customer-Passw0rd!";
    private static final String SELLER_PASSWORD = "Seller-Passw0rd!";

    private final Users users;
    private final Passwords passwords;
    private final Clock clock;
    private final LaunchMode mode;
    private final boolean enabled;
    private final UUID sellerId;

    DemoAccounts(Users users, Passwords passwords, Clock clock, LaunchMode mode,
            @ConfigProperty(name = "tradepost.demo.enabled") boolean enabled,
            @ConfigProperty(name = "tradepost.demo.seller-id") UUID sellerId) {
        this.users = users;
        this.passwords = passwords;
        this.clock = clock;
        this.mode = mode;
        this.enabled = enabled;
        this.sellerId = sellerId;
    }

    /** Before the demo catalogue, because the seller owns its products. */
    void create(@Observes @Priority(100) StartupEvent started) {
        if (enabled) {
            create(CUSTOMER_ID, "customer@tradepost.example", CUSTOMER_PASSWORD, "Casey", Roles.CUSTOMER);
            create(sellerId, "seller@tradepost.example", SELLER_PASSWORD, "Sam", Roles.SELLER);
        }
    }

    private void create(UUID id, String email, String publishedPassword, String firstName, String role) {
        boolean production = mode == LaunchMode.NORMAL;
        String password = production ? UUID.randomUUID().toString() : publishedPassword;
        QuarkusTransaction.requiringNew().run(() -> {
            if (users.findByEmail(email).isEmpty()) {
                User user = new User(id, email, passwords.hashAtStart(password), firstName, "Demo", role,
                        clock.instant());
                user.verify(clock.instant()); // or it would get no mails about orders
                users.persist(user);
            }
        });
        LOG.infof("Demo account: %s / %s", email, production ? "(random password)" : password);
    }
}
