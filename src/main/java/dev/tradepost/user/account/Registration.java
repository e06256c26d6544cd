package dev.tradepost.user.account;

import java.time.Clock;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.database.Constraints;
import dev.tradepost.platform.security.Roles;
import dev.tradepost.user.account.AccountResource.RegisterRequest;
import dev.tradepost.user.notification.AccountMails;
import dev.tradepost.user.notification.AccountMails.AccountMailKind;
import dev.tradepost.user.password.Passwords;

/** Opens accounts. */
@ApplicationScoped
class Registration {

    private final Users users;
    private final Passwords passwords;
    private final AccountMails mails;
    private final Audit audit;
    private final FieldEncryption encryption;
    private final Clock clock;

    Registration(Users users, Passwords passwords, AccountMails mails, Audit audit, FieldEncryption encryption,
            Clock clock) {
        this.users = users;
        this.passwords = passwords;
        this.mails = mails;
        this.audit = audit;
        this.encryption = encryption;
        this.clock = clock;
    }

    /**
     * @throws Problem.Conflict {@code email_taken}
     * @throws Problem.Unavailable if too many passwords are being hashed
     */
    Account register(RegisterRequest request) {
        requireUnused(request.email()); // before the expensive hash
        User user = new User(request.email(), passwords.hash(request.password()), request.firstName(),
                request.lastName(), Roles.CUSTOMER, clock.instant());
        user.changePhone(request.phone(), encryption, clock.instant());
        return open(user);
    }

    /**
     * Opens the account of the first administrator, at start.
     *
     * @throws Problem.Conflict {@code email_taken}
     */
    void registerAdministrator(String email, String password) {
        requireUnused(email);
        open(new User(email, passwords.hashAtStart(password), "Shop", "Administrator", Roles.ADMIN, clock.instant()));
    }

    private void requireUnused(String email) {
        if (QuarkusTransaction.requiringNew().call(() -> users.findByEmail(email)).isPresent()) {
            throw emailTaken();
        }
    }

    private Account open(User user) {
        try {
            QuarkusTransaction.requiringNew().run(() -> {
                users.persistAndFlush(user);
                mails.enqueue(AccountMailKind.VERIFY_EMAIL, user.email(), Map.of());
                audit.record(AuditEvent.of("user.registered", "user", user.id()).by(user.id()));
            });
        } catch (PersistenceException failure) {
            throw Constraints.violated(failure, "users_email_key") ? emailTaken() : failure;
        }
        return user.account();
    }

    private static Problem.Conflict emailTaken() {
        return new Problem.Conflict("email_taken", "There is already an account with this e-mail address");
    }
}
