package dev.tradepost.user.session;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.web.Client;
import dev.tradepost.user.account.Account;
import dev.tradepost.user.account.Accounts;
import dev.tradepost.user.mail.AccountMails;
import dev.tradepost.user.mail.AccountMails.Kind;
import dev.tradepost.user.session.SessionResource.SignedIn;

/** From a password to a session. */
@ApplicationScoped
class SignIn {

    private final Accounts accounts;
    private final Sessions sessions;
    private final AccountMails mails;
    private final Audit audit;
    private final Client client;
    private final Clock clock;

    SignIn(Accounts accounts, Sessions sessions, AccountMails mails, Audit audit, Client client, Clock clock) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.mails = mails;
        this.audit = audit;
        this.client = client;
        this.clock = clock;
    }

    /** @throws Problem as {@link Accounts#authenticate} has them */
    SignedIn with(String email, String password) {
        String address = address();
        Accounts.Proof proof = accounts.authenticate(email, password,
                sessions.hasBeenAt(email, address));
        return QuarkusTransaction.requiringNew().call(() -> {
            Account account = accounts.signedIn(proof);
            Sessions.Familiarity seen = sessions.familiarity(account.userId(), client.device(), address);
            Tokens.Pair pair = sessions.start(account, client.device(), address);
            if (seen == Sessions.Familiarity.NEW_PLACE) {
                mails.order(Kind.NEW_SIGN_IN, account.email(), Map.of("device", client.device(), "address", address,
                        "at", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()));
            }
            audit.record(Audit.Event.of("session.started", "user", account.userId()).by(account.userId()));
            return new SignedIn(pair.access(), pair.refresh(), pair.expiresIn(), account);
        });
    }

    private String address() {
        String address = client.address();
        return address == null ? "unknown" : address;
    }
}
