package dev.tradepost.user.session;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.security.TokenConfig;
import dev.tradepost.user.account.Account;
import dev.tradepost.user.account.Accounts;

@ApplicationScoped
class Sessions implements PanacheRepositoryBase<Session, UUID> {

    private final Accounts accounts;
    private final Tokens tokens;
    private final TokenConfig config;
    private final Clock clock;

    Sessions(Accounts accounts, Tokens tokens, TokenConfig config, Clock clock) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.config = config;
        this.clock = clock;
    }

    /** Starts a session for somebody who has proved who they are. */
    @Transactional
    Tokens.Pair start(Account account) {
        Instant now = clock.instant();
        UUID id = Ids.next();
        Tokens.Pair pair = tokens.issue(account, id, now);
        persist(new Session(id, account.userId(), Tokens.hash(pair.refresh()), now,
                now.plus(config.refreshLifetime())));
        accounts.signedIn(account.userId());
        return pair;
    }
}
