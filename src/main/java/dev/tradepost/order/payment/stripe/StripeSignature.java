package dev.tradepost.order.payment.stripe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * The signature of Stripe's events: {@code t=<seconds>,v1=<HMAC-SHA256 of "t.body" as hex>}. While a secret is rotated there are several
 * {@code v1}, and one of them has to match.
 */
final class StripeSignature {

    /** Limits how long a recorded request can be replayed. */
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String ALGORITHM = "HmacSHA256";

    private StripeSignature() {}

    static boolean matches(@Nullable String header, byte[] body, String secret, Instant now) {
        String time = null;
        List<byte[]> signatures = new ArrayList<>();
        for (String part : header == null ? new String[0] : header.split(",", -1)) {
            if (part.startsWith("t=")) {
                time = part.substring(2);
            } else if (part.startsWith("v1=")) {
                signatures.add(part.substring(3).getBytes(StandardCharsets.UTF_8));
            }
        }
        if (time == null || !time.matches("\\d{1,12}")) {
            return false;
        }
        Instant signed = Instant.ofEpochSecond(Long.parseLong(time));
        if (Duration.between(signed, now).abs().compareTo(TOLERANCE) > 0) {
            return false;
        }
        byte[] expected = of(time, body, secret).getBytes(StandardCharsets.UTF_8);
        boolean matches = false;
        for (byte[] signature : signatures) {
            matches |= MessageDigest.isEqual(expected, signature);
        }
        return matches;
    }

    /** As hex. */
    static String of(String time, byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
