package dev.tradepost.user.account;

import java.util.Locale;

/** The one form in which an e-mail address is stored and compared. */
final class EmailAddress {

    private EmailAddress() {}

    static String normalised(String given) {
        return given.strip().toLowerCase(Locale.ROOT);
    }
}
