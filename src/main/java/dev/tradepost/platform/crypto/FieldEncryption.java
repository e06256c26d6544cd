package dev.tradepost.platform.crypto;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Encrypts single values: {@code aes:<key id>:<base64url of nonce, ciphertext and tag>}. The table, the column and the primary key of the row
 * are associated data, so a value that was copied to another row or column cannot be decrypted (docs/adr/0011).
 */
@ApplicationScoped
public class FieldEncryption {

    private static final String ENCRYPTED = "aes:";
    /** Other values are plain text from before encryption was introduced; {@link KeyRotation} encrypts them. */
    private static final Pattern FORM = Pattern.compile(ENCRYPTED + "([0-9A-Za-z]+):([0-9A-Za-z_-]+)");

    private final EncryptionKeys keys;
    private final SecureRandom random = new SecureRandom();

    FieldEncryption(EncryptionKeys keys) {
        this.keys = keys;
    }

    /**
     * @param row the values of the row's primary key, in the order of {@link EncryptedColumn#key}
     */
    public String encrypt(EncryptedColumn column, String text, Object... row) {
        byte[] nonce = new byte[AesGcm.NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] encrypted = AesGcm.encrypt(keys.current(), nonce, text.getBytes(StandardCharsets.UTF_8),
                place(column, row));
        byte[] whole = Arrays.copyOf(nonce, nonce.length + encrypted.length);
        System.arraycopy(encrypted, 0, whole, nonce.length, encrypted.length);
        return prefix() + Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /**
     * @param row the values of the row's primary key, in the order of {@link EncryptedColumn#key}
     * @throws IllegalStateException if the key is unknown, or the value was changed or comes from another place
     */
    public String decrypt(EncryptedColumn column, String stored, Object... row) {
        Matcher parts = FORM.matcher(stored);
        if (!parts.matches()) {
            return stored;
        }
        SecretKey key = keys.byId(parts.group(1));
        if (key == null) {
            throw unreadable(column,
                    "is encrypted with key %s, which neither ENCRYPTION_KEY nor ENCRYPTION_KEYS_PREVIOUS holds"
                            .formatted(parts.group(1)));
        }
        try {
            byte[] whole = Base64.getUrlDecoder().decode(parts.group(2));
            if (whole.length < AesGcm.NONCE_BYTES + AesGcm.TAG_BYTES) {
                throw unreadable(column, "is cut short");
            }
            byte[] plain = AesGcm.decrypt(key, Arrays.copyOf(whole, AesGcm.NONCE_BYTES),
                    Arrays.copyOfRange(whole, AesGcm.NONCE_BYTES, whole.length), place(column, row));
            return new String(plain, StandardCharsets.UTF_8);
        } catch (AEADBadTagException | IllegalArgumentException broken) {
            throw unreadable(column, "does not open: it was changed, moved, or encrypted with another key");
        }
    }

    /** The prefix of values that were encrypted with the current key. */
    String prefix() {
        return ENCRYPTED + keys.currentId() + ":";
    }

    private static byte[] place(EncryptedColumn column, Object... row) {
        return (column.name() + "/" + Arrays.stream(row).map(Objects::toString).collect(Collectors.joining("/")))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static IllegalStateException unreadable(EncryptedColumn column, String why) {
        return new IllegalStateException("A text in " + column.name() + " " + why);
    }
}
