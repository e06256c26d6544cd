package dev.tradepost.user.session;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.http.Client;
import dev.tradepost.user.account.Account;
import dev.tradepost.user.account.Accounts;
import dev.tradepost.user.notification.AccountMails;
import dev.tradepost.user.notification.AccountMails.AccountMailKind;
import dev.tradepost.user.session.SessionResource.SignedIn;

/** Exchanges a password for a session. */
@ApplicationScoped
class SignIn {

    private final Accounts accounts;
    private final Sessions sessions;
    private final AccountMails mails;
    private final Audit audit;
    private final Client client;

    SignIn(Accounts accounts, Sessions sessions, AccountMails mails, Audit audit, Client client) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.mails = mails;
        this.audit = audit;
        this.client = client;
    }

    /** @throws Problem see {@link Accounts#authenticate} */
    SignedIn with(String email, String password) {
        String address = client.addressOrUnknown();
        Accounts.Proof proof = accounts.authenticate(email, password, sessions.isKnownAddress(email, address));
        return QuarkusTransaction.requiringNew().call(() -> {
            Account account = accounts.signedIn(proof);
            boolean newPlace = sessions.isNewPlace(account.userId(), client.device(), address);
            Tokens.TokenPair pair = sessions.start(account, client.device(), address);
            if (newPlace) {
                mails.enqueue(AccountMailKind.NEW_SIGN_IN, account.email(),
                        Map.of("device", client.device(), "address", address));
            }
            audit.record(Audit.Event.of("session.started", "user", account.userId()).by(account.userId()));
            return new SignedIn(pair.access(), pair.refresh(), pair.expiresIn(), account);
        });
    }
}
