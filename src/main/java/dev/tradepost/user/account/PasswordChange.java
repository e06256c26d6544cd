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
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.http.Client;
import dev.tradepost.user.notification.AccountMails;
import dev.tradepost.user.notification.AccountMails.AccountMailKind;
import dev.tradepost.user.onetimetoken.OneTimeTokens;
import dev.tradepost.user.onetimetoken.OneTimeTokens.Purpose;
import dev.tradepost.user.password.Passwords;
import dev.tradepost.user.throttle.SignInThrottle;

/** Changes passwords: with the current one, or with a token from a mail. */
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

    /**
     * Ends all sessions but the current one.
     *
     * @throws Problem.Unauthenticated {@code invalid_credentials}
     * @throws Problem.Invalid if the new password is the current one
     */
    void byOwner(UUID userId, UUID sessionId, String current, String wanted) {
        Accounts.Proof proof = accounts.confirm(userId, current);
        if (current.equals(wanted)) {
            throw Problem.Invalid.field("/newPassword", "same", "must differ from the current password");
        }
        String hash = passwords.hash(wanted);
        QuarkusTransaction.requiringNew().run(() -> {
            User user = users.lock(userId);
            proof.requireCurrent(user);
            change(user, hash, sessionId, "password_changed");
        });
    }

    /**
     * Queues a mail with a token. Does the same work for every address, to not reveal which have an account.
     *
     * @throws Problem.TooMany {@code too_many_attempts}
     */
    void requestReset(String email) {
        throttle.mailRequested("password-reset", email);
        QuarkusTransaction.requiringNew().run(() -> {
            mails.enqueue(AccountMailKind.RESET_PASSWORD, email, Map.of());
            audit.record(AuditEvent.of("password.reset_requested", "user", null).by(null));
        });
    }

    /**
     * Ends all sessions, and verifies the address: the token proves that its owner reads the mail.
     *
     * @throws Problem.Invalid {@code invalid_token} if the token is unknown, used or expired
     */
    void byToken(String token, String wanted) {
        if (tokens.owner(token, Purpose.RESET_PASSWORD).isEmpty()) { // before the expensive hash
            throttle.invalidToken();
            throw invalidToken();
        }
        String hash = passwords.hash(wanted);
        throttle.clear(QuarkusTransaction.requiringNew().call(() -> redeem(token, hash)).email());
    }

    private User redeem(String token, String hash) {
        User user = tokens.redeem(token, Purpose.RESET_PASSWORD).map(users::lock).filter(User::isActive)
                .orElseThrow(PasswordChange::invalidToken);
        user.verify(clock.instant());
        change(user, hash, null, "password_reset");
        return user;
    }

    private void change(User user, String hash, @Nullable UUID exceptSession, String reason) {
        user.changePassword(hash, clock.instant());
        tokens.invalidate(user.id(), Purpose.RESET_PASSWORD);
        withdrawn.fire(new AccessWithdrawn(user.id(), exceptSession, reason));
        mails.enqueue(AccountMailKind.PASSWORD_CHANGED, user.email(), Map.of("address", client.addressOrUnknown()));
        audit.record(AuditEvent.of(reason.replace('_', '.'), "user", user.id()).by(user.id()));
    }

    static Problem.Invalid invalidToken() {
        return new Problem.Invalid("invalid_token", "The token is unknown, used or expired; request a new mail",
                List.of());
    }
}
