package dev.tradepost.user.throttle;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.platform.http.Client;
import dev.tradepost.platform.http.ClientAddresses;
import dev.tradepost.platform.ratelimit.AttemptLimiter;
import dev.tradepost.platform.ratelimit.AttemptLimiter.Limit;
import dev.tradepost.user.notification.AccountMails;
import dev.tradepost.user.notification.AccountMails.AccountMailKind;

/**
 * The door to this feature: slows down guessing. It counts failures per account and address, per account, and per address. The count per
 * account does not apply to addresses with an earlier sign-in, so nobody can lock the owner out. Accounts that do not exist are counted the
 * same way. All counts end by themselves.
 */
@ApplicationScoped
public class SignInThrottle {

    /** Points of a failure. */
    private static final int FAILURE = 10;
    /** Points of an attempt in progress. With a limit of five failures 16 people can sign in at once, and a guesser cannot try many passwords at once. */
    private static final int IN_PROGRESS = 3;
    private static final Duration ONE_NOTICE_PER = Duration.ofDays(1);

    private final AttemptLimiter limiter;
    private final ThrottleConfig config;
    private final AccountMails mails;
    private final Client client;

    SignInThrottle(AttemptLimiter limiter, ThrottleConfig config, AccountMails mails, Client client) {
        this.limiter = limiter;
        this.config = config;
        this.mails = mails;
        this.client = client;
    }

    /** An attempt in progress. It ends with exactly one call of its methods. */
    public final class Attempt {

        private final String email;
        private final List<Limit> limits;

        private Attempt(String email, List<Limit> limits) {
            this.email = email;
            this.limits = limits;
        }

        /** The password was wrong. */
        public void failed() {
            List<Long> points = limiter.add(limits, FAILURE - IN_PROGRESS);
            int account = limits.indexOf(perAccount(email));
            if (account >= 0) {
                notifyOwner(email, points.get(account));
            }
        }

        /** The password was right. Clears the count of the account and address. */
        public void succeeded() {
            limiter.clear(limits.subList(0, 1));
            limiter.add(limits.subList(1, limits.size()), -IN_PROGRESS);
        }

        /** The password was not compared. */
        public void abandoned() {
            limiter.add(limits, -IN_PROGRESS);
        }
    }

    /**
     * Starts an attempt to sign in.
     *
     * @param addressIsKnown true if the account had a sign-in from this network address before
     * @throws Problem.TooMany {@code too_many_attempts}
     */
    public Attempt enter(String email, boolean addressIsKnown) {
        List<Limit> limits = List.of(perAccountAndAddress(email), perAddress());
        return start(email, addressIsKnown ? limits : List.of(limits.get(0), limits.get(1), perAccount(email)));
    }

    /**
     * Starts an attempt of a signed-in user to confirm the password. It has a limit of its own: a thief with a token and many addresses is
     * stopped, and cannot keep the owner from signing in.
     *
     * @throws Problem.TooMany {@code too_many_attempts}
     */
    public Attempt confirm(String email) {
        return start(email, List.of(perAccountAndAddress(email), perAddress(),
                new Limit("confirm", email, config.perAccount() * FAILURE, config.window())));
    }

    private Attempt start(String email, List<Limit> limits) {
        limiter.take(limits, IN_PROGRESS);
        return new Attempt(email, limits);
    }

    /**
     * Counts a requested mail.
     *
     * @param kind of mail, in kebab-case
     * @throws Problem.TooMany {@code too_many_attempts}
     */
    public void mailRequested(String kind, String email) {
        limiter.take(List.of(new Limit(kind, email, config.mailsPerAccount(), config.mailsWindow()),
                new Limit(kind + "-address", network(), config.mailsPerAddress(), config.mailsWindow())), 1);
    }

    /**
     * Counts an invalid token. Valid tokens are not counted and not refused: they cannot be guessed.
     *
     * @throws Problem.TooMany {@code too_many_attempts}
     */
    public void invalidToken() {
        limiter.take(List.of(perAddress()), FAILURE);
    }

    /** Clears the failures of others after the owner has proved their identity by mail. */
    public void clear(String email) {
        limiter.clear(List.of(perAccount(email), perAccountAndAddress(email)));
    }

    private void notifyOwner(String email, long points) {
        long threshold = (long) config.tellOwnerAfter() * FAILURE;
        if (points >= threshold && points - FAILURE < threshold) { // the failure that reaches it
            mails.enqueueUnlessWithin(ONE_NOTICE_PER, AccountMailKind.MANY_FAILURES, email,
                    Map.of("address", network()));
        }
    }

    private Limit perAccount(String email) {
        return new Limit("sign-in-account", email, config.perAccount() * FAILURE, config.window());
    }

    private Limit perAccountAndAddress(String email) {
        return new Limit("sign-in", email + "/" + network(), config.perAccountAndAddress() * FAILURE,
                config.perAccountAndAddressWindow());
    }

    private Limit perAddress() {
        return new Limit("address", network(), config.perAddress() * FAILURE, config.window());
    }

    private String network() {
        return ClientAddresses.network(client.addressOrUnknown());
    }
}
