package dev.tradepost.user.account;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.user.password.Passwords;
import dev.tradepost.user.throttle.SignInThrottle;

/** The door to this feature: checks passwords, and whether an account may be used. */
@ApplicationScoped
public class Accounts {

    private final Users users;
    private final Passwords passwords;
    private final SignInThrottle throttle;
    private final Audit audit;
    private final Clock clock;

    Accounts(Users users, Passwords passwords, SignInThrottle throttle, Audit audit, Clock clock) {
        this.users = users;
        this.passwords = passwords;
        this.throttle = throttle;
        this.audit = audit;
        this.clock = clock;
    }

    /** Proves that somebody knows the password, until the password changes. */
    public static final class Proof {

        private final UUID userId;
        private final int passwordVersion;
        private final String hash;

        private Proof(UUID userId, int passwordVersion, String hash) {
            this.userId = userId;
            this.passwordVersion = passwordVersion;
            this.hash = hash;
        }

        /** @throws Problem.Unauthenticated {@code invalid_credentials} if the password has changed since */
        void requireCurrent(User user) {
            if (user.passwordVersion() != passwordVersion) {
                throw Problem.Unauthenticated.invalidCredentials();
            }
        }
    }

    /**
     * Checks a password. Does the same work, and takes as long, whether or not the account exists.
     *
     * @param addressIsKnown true if the account had a sign-in from this network address before
     * @throws Problem.Unauthenticated {@code invalid_credentials} if there is no such account or the password is wrong
     * @throws Problem.Forbidden {@code account_disabled}, only if the password is right
     * @throws Problem.TooMany {@code too_many_attempts}
     * @throws Problem.Unavailable if too many passwords are being hashed
     */
    public Proof authenticate(String email, String password, boolean addressIsKnown) {
        return authenticate(throttle.enter(Account.normalisedEmail(email), addressIsKnown), email, password);
    }

    /**
     * Checks the password of a signed-in user, before a change for which a stolen token must not be enough.
     *
     * @throws Problem.Unauthenticated {@code invalid_credentials}
     * @throws Problem.TooMany {@code too_many_attempts}
     * @throws Problem.Unavailable if too many passwords are being hashed
     */
    Proof confirm(UUID userId, String password) {
        User user = QuarkusTransaction.requiringNew().call(() -> users.get(userId));
        return authenticate(throttle.confirm(user.email()), user.email(), password);
    }

    private Proof authenticate(SignInThrottle.Attempt attempt, String email, String password) {
        User user;
        boolean matches;
        try {
            user = QuarkusTransaction.requiringNew().call(() -> users.findByEmail(email)).orElse(null);
            matches = matches(password, user);
        } catch (RuntimeException notCompared) {
            attempt.abandoned();
            throw notCompared;
        }
        if (user == null || !matches) {
            attempt.failed();
            audit.record(AuditEvent.of("session.refused", "user", user == null ? null : user.id()).by(null));
            throw Problem.Unauthenticated.invalidCredentials();
        }
        attempt.succeeded();
        return proof(user, password);
    }

    private boolean matches(String password, @Nullable User user) {
        if (user == null || user.isErased()) {
            passwords.matchNobody(password);
            return false;
        }
        return passwords.matches(password, user.passwordHash());
    }

    private Proof proof(User user, String password) {
        if (!user.isActive()) {
            throw disabled();
        }
        String hash = user.passwordHash();
        return new Proof(user.id(), user.passwordVersion(),
                passwords.isOutdated(hash) ? passwords.hash(password) : hash);
    }

    /**
     * Records a sign-in, in the caller's transaction. Waits for a concurrent change of the account.
     *
     * @return the current account
     * @throws Problem.Unauthenticated {@code invalid_credentials} if the password has changed since the check
     * @throws Problem.Forbidden {@code account_disabled} if the account has been disabled since the check
     */
    @Transactional(TxType.MANDATORY)
    public Account signedIn(Proof proof) {
        return users.recordSignIn(proof.userId, proof.passwordVersion, proof.hash, clock.instant())
                .orElseThrow(() -> users.get(proof.userId).isActive()
                        ? Problem.Unauthenticated.invalidCredentials()
                        : disabled());
    }

    /** The account, read in the caller's transaction; empty if it does not exist or is disabled. */
    @Transactional(TxType.MANDATORY)
    public Optional<Account> active(UUID userId) {
        return users.findByIdOptional(userId).filter(User::isActive).map(User::account);
    }

    private static Problem.Forbidden disabled() {
        return new Problem.Forbidden("account_disabled", "This account is disabled");
    }
}
