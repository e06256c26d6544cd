package dev.tradepost.user.account;

import java.time.Duration;
import java.util.ArrayList;
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
 * Slows down who guesses. Three things are counted: the account from one address, the account from anywhere, the address. The
 * second does not touch those who come from an address that somebody has signed in from before, so that nobody can lock the owner
 * out; and all of them end by themselves. Accounts that do not exist are counted alike.
 */
@ApplicationScoped
class SignInThrottle {

    /** Points of one failure. */
    private static final int FAILURE = 10;
    /** One under way: where five failures are allowed, 16 people may sign in at once, and a guesser has no more at a stroke. */
    private static final int UNDER_WAY = 3;
    private static final Duration TELL_ONCE_IN = Duration.ofDays(1);

    private final AttemptLimiter attemptLimiter;
    private final AccountConfig config;
    private final AccountMails mails;
    private final Client client;

    SignInThrottle(AttemptLimiter attemptLimiter, AccountConfig config, AccountMails mails, Client client) {
        this.attemptLimiter = attemptLimiter;
        this.config = config;
        this.mails = mails;
        this.client = client;
    }

    /** One attempt under way. One of its methods is to be called when it is over. */
    final class Attempt {

        private final String email;
        private final Limit account;
        private final Limit pair;
        private final List<Limit> counted = new ArrayList<>();

        private Attempt(String email, List<Limit> more) {
            String address = address();
            this.email = email;
            this.account = account(email);
            this.pair = pair(email, address);
            counted.add(pair);
            counted.add(address(address));
            counted.addAll(more);
        }

        /** The password was wrong. */
        void failed() {
            List<Long> now = attemptLimiter.add(counted, FAILURE - UNDER_WAY);
            int atAccount = counted.indexOf(account);
            if (atAccount >= 0) {
                tellOwner(now.get(atAccount));
            }
        }

        /** The password was right. */
        void succeeded() {
            attemptLimiter.clear(List.of(pair));
            attemptLimiter.add(counted.subList(1, counted.size()), -UNDER_WAY);
        }

        /** Nobody knows: it was not compared. */
        void abandoned() {
            attemptLimiter.add(counted, -UNDER_WAY);
        }

        private void tellOwner(long points) {
            long threshold = (long) config.throttle().tellOwnerAfter() * FAILURE;
            if (points >= threshold && points - FAILURE < threshold) {
                mails.orderUnlessWithin(TELL_ONCE_IN, AccountMailKind.MANY_FAILURES, email,
                        Map.of("address", address()));
            }
        }
    }

    /** @throws Problem.TooMany {@code too_many_attempts} */
    Attempt enter(String email, boolean addressIsKnown) {
        return enter(new Attempt(email, addressIsKnown ? List.of() : List.of(account(email))));
    }

    /**
     * For those who are signed in and say their password once more. Counted by itself, so that a thief with a token and many
     * addresses cannot go on for ever, nor keep the owner from signing in.
     *
     * @throws Problem.TooMany {@code too_many_attempts}
     */
    Attempt confirm(String email) {
        return enter(new Attempt(email,
                List.of(new Limit("confirm", email, config.throttle().perAccount() * FAILURE,
                        config.throttle().window()))));
    }

    private Attempt enter(Attempt attempt) {
        attemptLimiter.take(attempt.counted, UNDER_WAY);
        return attempt;
    }

    /**
     * Counts a request for a mail.
     *
     * @throws Problem.TooMany {@code too_many_attempts}
     */
    void mailAskedFor(String what, String email) {
        attemptLimiter.take(
                List.of(new Limit(what, email, config.throttle().mailsPerAccount(), config.throttle().mailsWindow()),
                        new Limit(what + "-address", address(), config.throttle().mailsPerAddress(),
                                config.throttle().mailsWindow())),
                1);
    }

    /**
     * Counts that somebody has shown a token that is none of ours. Good ones are not counted, and not hindered by bad ones: they
     * cannot be guessed.
     *
     * @throws Problem.TooMany {@code too_many_attempts}
     */
    void badToken() {
        attemptLimiter.take(List.of(address(address())), FAILURE);
    }

    /** The owner has proved who they are by mail: what others have failed at does not hinder them. */
    void forgive(String email) {
        attemptLimiter.clear(List.of(account(email), pair(email, address())));
    }

    private Limit account(String email) {
        return new Limit("sign-in-account", email, config.throttle().perAccount() * FAILURE,
                config.throttle().window());
    }

    private Limit pair(String email, String address) {
        return new Limit("sign-in", email + "/" + address, config.throttle().perAccountAndAddress() * FAILURE,
                config.throttle().perAccountAndAddressWindow());
    }

    private Limit address(String address) {
        return new Limit("address", address, config.throttle().perAddress() * FAILURE, config.throttle().window());
    }

    private String address() {
        return ClientAddresses.network(client.addressOrUnknown());
    }
}
