package dev.tradepost.user.account;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import org.jspecify.annotations.Nullable;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.http.Client;
import dev.tradepost.user.notification.AccountMails;
import dev.tradepost.user.notification.AccountMails.AccountMailKind;
import dev.tradepost.user.onetimetoken.OneTimeTokens;
import dev.tradepost.user.onetimetoken.OneTimeTokens.Purpose;

/** How a password becomes another one: by its owner, or by who reads its owner's mail. */
@ApplicationScoped
class PasswordChange {

    private final Accounts accounts;
    private final Users users;
    private final Passwords passwords;
    private final OneTimeTokens tokens;
    private final SignInThrottle throttle;
    private final AccountMails mails;
    private final Audit audit;
    private final Event<AccessWithdrawn> withdrawn;
    private final Client client;
    private final Clock clock;

    PasswordChange(Accounts accounts, Users users, Passwords passwords, OneTimeTokens tokens, SignInThrottle throttle,
            AccountMails mails, Audit audit, Event<AccessWithdrawn> withdrawn, Client client, Clock clock) {
        this.accounts = accounts;
        this.users = users;
        this.passwords = passwords;
        this.tokens = tokens;
        this.throttle = throttle;
        this.mails = mails;
        this.audit = audit;
        this.withdrawn = withdrawn;
        this.client = client;
        this.clock = clock;
    }

    /** @throws Problem.Unauthenticated {@code invalid_credentials} */
    void byOwner(UUID userId, UUID sessionId, String current, String wanted) {
        Accounts.Proof proof = accounts.confirm(userId, current);
        if (current.equals(wanted)) {
            throw Problem.Invalid.field("/newPassword", "same", "must be another one than the current password");
        }
        String hash = passwords.hash(wanted);
        QuarkusTransaction.requiringNew().run(() -> {
            User user = users.lock(userId);
            proof.requireCurrent(user);
            change(user, hash, sessionId, "password_changed");
        });
    }

    /**
     * Orders a mail with a token. Does the same for every address, so that nobody learns whether it has an account.
     *
     * @throws Problem.TooMany {@code too_many_attempts}
     */
    void askForReset(String email) {
        throttle.mailAskedFor("password-reset", email);
        QuarkusTransaction.requiringNew().run(() -> {
            mails.enqueue(AccountMailKind.RESET_PASSWORD, email, Map.of());
            audit.record(Audit.Event.of("password.reset_requested", "user", null).by(null));
        });
    }

    /** @throws Problem.Invalid {@code invalid_token} if it is unknown, used or too old */
    void byToken(String token, String wanted) {
        if (tokens.owner(token, Purpose.RESET_PASSWORD).isEmpty()) { // before the expensive hash
            throttle.badToken();
            throw invalidToken();
        }
        String hash = passwords.hash(wanted);
        String email = QuarkusTransaction.requiringNew().call(() -> {
            UUID owner = tokens.redeem(token, Purpose.RESET_PASSWORD).orElseThrow(PasswordChange::invalidToken);
            User user = users.lock(owner);
            if (!user.isActive()) {
                throw invalidToken();
            }
            user.verify(clock.instant()); // whoever holds the token reads the mail
            change(user, hash, null, "password_reset");
            return user.email();
        });
        throttle.forgive(email);
    }

    private void change(User user, String hash, @Nullable UUID exceptSession, String because) {
        user.changePassword(hash, clock.instant());
        tokens.withdraw(user.id(), Purpose.RESET_PASSWORD);
        withdrawn.fire(new AccessWithdrawn(user.id(), exceptSession, because));
        mails.enqueue(AccountMailKind.PASSWORD_CHANGED, user.email(), Map.of("address", client.addressOrUnknown()));
        audit.record(Audit.Event.of(because.replace('_', '.'), "user", user.id()).by(user.id()));
    }

    static Problem.Invalid invalidToken() {
        return new Problem.Invalid("invalid_token", "The token is unknown, used or too old; ask for a new mail",
                List.of());
    }
}
