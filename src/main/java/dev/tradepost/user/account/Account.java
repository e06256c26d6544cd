package dev.tradepost.user.account;

import java.util.Locale;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The owner of an account, as sign-in needs it. */
public record Account(@Schema(examples = "01a20364-e06f-7c0f-ad7d-3da1aa35a30d") UUID userId,
        @Schema(examples = "robin@example.com") String email,
        @Schema(examples = "Robin") String firstName,
        @Schema(examples = "Wayfarer") String lastName,
        @Schema(examples = "customer") String role) {

    /** The form in which an e-mail address is stored and compared. */
    public static String normalisedEmail(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
