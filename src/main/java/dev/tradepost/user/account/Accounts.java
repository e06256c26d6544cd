package dev.tradepost.user.account;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.database.Constraints;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.user.api.Customers;
import dev.tradepost.user.notification.AccountMails;
import dev.tradepost.user.notification.AccountMails.AccountMailKind;

/** The door to this feature: opens accounts and checks who somebody is. */
@ApplicationScoped
public class Accounts implements Customers {

    private final Users users;
    private final Passwords passwords;
    private final SignInThrottle throttle;
    private final AccountMails mails;
    private final Audit audit;
    private final FieldEncryption encryption;
    private final Sql sql;
    private final Clock clock;

    Accounts(Users users, Passwords passwords, SignInThrottle throttle, AccountMails mails, Audit audit,
            FieldEncryption encryption, Sql sql, Clock clock) {
        this.users = users;
        this.passwords = passwords;
        this.throttle = throttle;
        this.mails = mails;
        this.audit = audit;
        this.encryption = encryption;
        this.sql = sql;
        this.clock = clock;
    }

    /** Somebody has shown the right password. Good for {@link #signedIn}, as long as it stays the right one. */
    public static final class Proof {

        private final UUID userId;
        private final int passwordVersion;
        private final @Nullable String betterHash;

        private Proof(UUID userId, int passwordVersion, @Nullable String betterHash) {
            this.userId = userId;
            this.passwordVersion = passwordVersion;
            this.betterHash = betterHash;
        }

        /** @throws Problem.Unauthenticated {@code invalid_credentials} if the password has changed since */
        void requireCurrent(User user) {
            if (user.passwordVersion() != passwordVersion) {
                throw Problem.Unauthenticated.invalidCredentials();
            }
        }
    }

    /** @throws Problem.Conflict {@code email_taken} */
    Account open(String email, String password, String firstName, String lastName, @Nullable String phone,
            String role) {
        return open(email, () -> passwords.hash(password), firstName, lastName, phone, role);
    }

    /** For the start: {@link Passwords#hashAtStart}. */
    Account openAtStart(String email, String password, String firstName, String lastName, String role) {
        return open(email, () -> passwords.hashAtStart(password), firstName, lastName, null, role);
    }

    private Account open(String email, Supplier<String> hashing, String firstName, String lastName,
            @Nullable String phone, String role) {
        if (QuarkusTransaction.requiringNew().call(() -> users.findByEmail(email)).isPresent()) {
            throw emailTaken(); // before the expensive hash; the constraint below decides the race
        }
        String hash = hashing.get(); // outside of the transaction: it takes long
        User user = new User(email, hash, firstName, lastName, role, clock.instant());
        user.callAt(phone, encryption, clock.instant());
        try {
            QuarkusTransaction.requiringNew().run(() -> {
                users.persistAndFlush(user);
                mails.enqueue(AccountMailKind.VERIFY_EMAIL, user.email(), Map.of());
                audit.record(Audit.Event.of("user.registered", "user", user.id()).by(user.id()));
            });
        } catch (PersistenceException failure) {
            if (Constraints.violated(failure, "users_email_key")) {
                throw emailTaken();
            }
            throw failure;
        }
        return user.account();
    }

    /**
     * Checks a password. Does the same and takes the same time whether or not the account exists.
     *
     * @param addressIsKnown whether somebody has signed in to the account from where the request comes from
     * @throws Problem.Unauthenticated {@code invalid_credentials}, for an unknown address and for a wrong password alike
     * @throws Problem.Forbidden {@code account_disabled}, to those who know the password
     * @throws Problem.TooMany {@code too_many_attempts}
     * @throws Problem.Unavailable if too many people are signing in
     */
    public Proof authenticate(String email, String password, boolean addressIsKnown) {
        return authenticate(throttle.enter(EmailAddress.normalised(email), addressIsKnown), email, password);
    }

    /**
     * Checks the password of somebody who is signed in already, before something that a stolen token alone must not do.
     *
     * @throws Problem.Unauthenticated {@code invalid_credentials}
     * @throws Problem.TooMany {@code too_many_attempts}
     */
    Proof confirm(UUID userId, String password) {
        User user = QuarkusTransaction.requiringNew().call(() -> users.get(userId));
        return authenticate(throttle.confirm(user.email()), user.email(), password);
    }

    private Proof authenticate(SignInThrottle.Attempt attempt, String email, String password) {
        boolean right;
        User user;
        try {
            user = QuarkusTransaction.requiringNew().call(() -> users.findByEmail(email)).orElse(null);
            right = matches(password, user);
        } catch (RuntimeException notCompared) {
            attempt.abandoned();
            throw notCompared;
        }
        if (user == null || !right) {
            attempt.failed();
            audit.record(Audit.Event.of("session.refused", "user", user == null ? null : user.id()).by(null));
            throw Problem.Unauthenticated.invalidCredentials();
        }
        attempt.succeeded();
        if (!user.isActive()) {
            throw disabled();
        }
        return new Proof(user.id(), user.passwordVersion(),
                passwords.isOutdated(user.passwordHash()) ? passwords.hash(password) : null);
    }

    private boolean matches(String password, @Nullable User user) {
        if (user == null || user.isErased()) {
            passwords.matchNobody(password);
            return false;
        }
        return passwords.matches(password, user.passwordHash());
    }

    /**
     * Lets somebody in who has proved who they are, in the caller's transaction. Waits for a change of the password or the state of
     * the account that is under way.
     *
     * @return the account as it stands now
     * @throws Problem.Unauthenticated {@code invalid_credentials} if the password has changed in the meantime
     * @throws Problem.Forbidden {@code account_disabled} if the account was disabled in the meantime
     */
    @Transactional(TxType.MANDATORY)
    public Account signedIn(Proof proof) {
        boolean stands = users.signedIn(proof.userId, proof.passwordVersion, proof.betterHash, clock.instant());
        User user = users.get(proof.userId);
        if (!stands) {
            throw user.isActive() ? Problem.Unauthenticated.invalidCredentials() : disabled();
        }
        return user.account();
    }

    /** The account as it stands, in the caller's transaction; empty if nobody may sign in to it. */
    @Transactional(TxType.MANDATORY)
    public Optional<Account> active(UUID userId) {
        return users.findByIdOptional(userId).filter(User::isActive).map(User::account);
    }

    /**
     * Counts that somebody has shown a refresh token that is none of ours.
     *
     * @throws Problem.TooMany {@code too_many_attempts}, if they have shown too many
     */
    public void badToken() {
        throttle.badToken();
    }

    @Override
    public Map<UUID, Contact> contacts(Set<UUID> userIds) {
        record KnownContact(UUID userId, Contact contact) {}
        Object ids = Sql.uuids(userIds);
        return sql
                .query("""
                select id, email, first_name, last_name, is_verified from users.users where id = any(?) and erased_at is null""",
                        row -> new KnownContact(row.getObject("id", UUID.class),
                                new Contact(row.getString("email"), row.getString("first_name"),
                                        row.getString("last_name"), row.getBoolean("is_verified"))),
                        ids)
                .stream().collect(Collectors.toMap(KnownContact::userId, KnownContact::contact));
    }

    private static Problem.Conflict emailTaken() {
        return new Problem.Conflict("email_taken", "This e-mail address has an account already");
    }

    private static Problem.Forbidden disabled() {
        return new Problem.Forbidden("account_disabled", "This account is disabled");
    }
}
