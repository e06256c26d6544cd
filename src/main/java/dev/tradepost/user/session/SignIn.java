package dev.tradepost.user.session;

import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.http.Client;
import dev.tradepost.user.account.Account;
import dev.tradepost.user.account.Accounts;
import dev.tradepost.user.notification.AccountMails;
import dev.tradepost.user.notification.AccountMails.AccountMailKind;
import dev.tradepost.user.session.SessionResource.SignedIn;

/** Exchanges a password for a session. */
@ApplicationScoped
class SignIn {

    private static final String NEW_PLACE = """
            select exists (select from users.sessions where user_id = ?)
                   and not exists (select from users.sessions where user_id = ? and address = ? and device = ?)""";
    private static final String KNOWN_ADDRESS = """
            select exists (select from users.sessions s join users.users u on u.id = s.user_id
                            where u.email = ? and s.address = ?)""";

    private final Accounts accounts;
    private final Sessions sessions;
    private final AccountMails mails;
    private final Audit audit;
    private final Client client;
    private final Sql sql;

    SignIn(Accounts accounts, Sessions sessions, AccountMails mails, Audit audit, Client client, Sql sql) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.mails = mails;
        this.audit = audit;
        this.client = client;
        this.sql = sql;
    }

    /** @throws Problem see {@link Accounts#authenticate} */
    SignedIn with(String email, String password) {
        String address = client.addressOrUnknown();
        Accounts.Proof proof = accounts.authenticate(email, password, isKnownAddress(email, address));
        return QuarkusTransaction.requiringNew().call(() -> startSession(proof, client.device(), address));
    }

    private SignedIn startSession(Accounts.Proof proof, String device, String address) {
        Account account = accounts.signedIn(proof);
        if (isNewPlace(account.userId(), device, address)) {
            mails.enqueue(AccountMailKind.NEW_SIGN_IN, account.email(), Map.of("device", device, "address", address));
        }
        SignedIn signedIn = SignedIn.of(sessions.start(account, device, address), account);
        audit.record(AuditEvent.of("session.started", "user", account.userId()).by(account.userId()));
        return signedIn;
    }

    /** True if the account has had sessions, but none with this device from this address. */
    private boolean isNewPlace(UUID userId, String device, String address) {
        return sql.query(NEW_PLACE, row -> row.getBoolean(1), userId, userId, address, device).getFirst();
    }

    /** True if the account with this e-mail address has had a session from this network address. */
    private boolean isKnownAddress(String email, String address) {
        return sql.query(KNOWN_ADDRESS, row -> row.getBoolean(1), email, address).getFirst();
    }
}
