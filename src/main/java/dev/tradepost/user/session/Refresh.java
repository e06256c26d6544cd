package dev.tradepost.user.session;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.user.account.Accounts;
import dev.tradepost.user.session.SessionResource.SignedIn;
import dev.tradepost.user.session.Tokens.RefreshToken;
import dev.tradepost.user.throttle.SignInThrottle;

/**
 * Exchanges a refresh token for a new pair of tokens. A token can be used once; for ten more seconds it gets the same pair. A later use
 * means that the token was stolen, by or from its sender, so the session ends for both: docs/adr/0035.
 */
@ApplicationScoped
class Refresh {

    private static final Logger LOG = Logger.getLogger(Refresh.class);

    private final Accounts accounts;
    private final Sessions sessions;
    private final TokenRotation tokenRotation;
    private final Tokens tokens;
    private final SignInThrottle throttle;
    private final Audit audit;
    private final Clock clock;

    Refresh(Accounts accounts, Sessions sessions, TokenRotation tokenRotation, Tokens tokens,
            SignInThrottle throttle, Audit audit,
            Clock clock) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.tokenRotation = tokenRotation;
        this.tokens = tokens;
        this.throttle = throttle;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @throws Problem.Unauthenticated {@code unauthenticated}, {@code token_expired} or {@code session_revoked}
     * @throws Problem.TooMany {@code too_many_attempts} after many invalid tokens from one address
     */
    SignedIn with(String refreshToken) {
        Instant now = clock.instant();
        RefreshToken shown = read(refreshToken);
        return QuarkusTransaction.requiringNew().call(() -> rotate(shown, refreshToken, now))
                .orElseThrow(() -> refused(shown));
    }

    private RefreshToken read(String refreshToken) {
        try {
            return tokens.readRefresh(refreshToken);
        } catch (Problem.Unauthenticated refused) {
            if (refused.code().equals(Tokens.NOT_OURS)) {
                throttle.invalidToken();
            }
            throw refused;
        }
    }

    private Optional<SignedIn> rotate(RefreshToken shown, String refreshToken, Instant at) {
        return accounts.active(shown.userId()).flatMap(account -> tokenRotation.rotate(account, shown, refreshToken, at)
                .map(pair -> SignedIn.of(pair, account)));
    }

    private Problem.Unauthenticated refused(RefreshToken shown) {
        boolean reused = QuarkusTransaction.requiringNew().call(() -> {
            boolean revoked = sessions.revoke(shown.sessionId(), "refresh_token_reused");
            if (revoked) {
                audit.record(AuditEvent.of("refresh_token.reused", "user", shown.userId()).by(null)
                        .with("sessionId", shown.sessionId().toString()));
            }
            return revoked;
        });
        if (reused) {
            LOG.warnf("A spent refresh token of user %s was used again; session %s is revoked", shown.userId(),
                    shown.sessionId());
        }
        return new Problem.Unauthenticated("session_revoked", "This session has ended; sign in again");
    }
}
