package dev.tradepost.user.account;

import java.util.Locale;
import java.util.UUID;

/** The owner of an account, as sign-in needs it. */
public record Account(UUID userId,
        String email,
        String firstName,
        String lastName,
        String role) {

    /** The form in which an e-mail address is stored and compared. */
    public static String normalisedEmail(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
