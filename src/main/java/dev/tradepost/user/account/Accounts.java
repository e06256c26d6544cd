package dev.tradepost.user.account;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;

import org.jspecify.annotations.Nullable;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.database.Constraints;
import dev.tradepost.user.api.Customers;

/** The door to this feature: opens accounts and checks who somebody is. */
@ApplicationScoped
public class Accounts implements Customers {

    private final Users users;
    private final Passwords passwords;
    private final Clock clock;

    Accounts(Users users, Passwords passwords, Clock clock) {
        this.users = users;
        this.passwords = passwords;
        this.clock = clock;
    }

    /** @throws Problem.Conflict {@code email_taken} */
    Account open(String email, String password, String firstName, String lastName, @Nullable String phone,
            String role) {
        if (QuarkusTransaction.requiringNew().call(() -> users.findByEmail(email)).isPresent()) {
            throw emailTaken(); // before the expensive hash; the constraint below decides the race
        }
        String hash = passwords.hash(password); // outside of the transaction: it takes long
        User user = new User(email, hash, firstName, lastName, phone, role, clock.instant());
        try {
            QuarkusTransaction.requiringNew().run(() -> users.persistAndFlush(user));
        } catch (PersistenceException failure) {
            if (Constraints.violated(failure, "users_email_key")) {
                throw emailTaken();
            }
            throw failure;
        }
        return user.account();
    }

    /**
     * Checks a password. Takes the same time whether or not the account exists.
     *
     * @throws Problem.Unauthenticated {@code invalid_credentials}, for an unknown address and for a wrong password alike
     * @throws Problem.Forbidden {@code account_disabled}, to those who know the password
     * @throws Problem.Unavailable if too many people are signing in
     */
    public Account authenticate(String email, String password) {
        User user = QuarkusTransaction.requiringNew().call(() -> users.findByEmail(email)).orElse(null);
        if (user == null) {
            passwords.matchNobody(password);
            throw Problem.Unauthenticated.invalidCredentials();
        }
        if (!passwords.matches(password, user.passwordHash())) {
            throw Problem.Unauthenticated.invalidCredentials();
        }
        if (!user.isActive()) {
            throw new Problem.Forbidden("account_disabled", "This account is disabled");
        }
        return user.account();
    }

    /** Notes a sign-in, in the caller's transaction. */
    public void signedIn(UUID userId) {
        users.signedIn(userId, clock.instant());
    }

    @Override
    public Optional<Contact> contact(UUID userId) {
        return QuarkusTransaction.joiningExisting().call(() -> users.findByIdOptional(userId)).map(User::contact);
    }

    private static Problem.Conflict emailTaken() {
        return new Problem.Conflict("email_taken", "This e-mail address has an account already");
    }
}
