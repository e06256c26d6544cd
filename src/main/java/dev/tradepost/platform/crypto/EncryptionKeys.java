package dev.tradepost.platform.crypto;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.LaunchMode;

import dev.tradepost.platform.startup.StartCheck;

/**
 * The keys of {@link EncryptionConfig}, checked at start. The id of a key is the beginning of its SHA-256, so the id in an encrypted value
 * always names the right key. A previous key is also found by the id that its variable gives it.
 */
@Singleton
class EncryptionKeys implements StartCheck {

    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 4;
    /** Prefixes of the keys for development and tests, which anybody can read in the sources. */
    private static final List<String> PUBLISHED = List.of("deadbeef", "5eed5eed", "77777777");

    private final String currentId;
    private final Map<String, SecretKey> keys = new HashMap<>();

    EncryptionKeys(EncryptionConfig config, LaunchMode mode) {
        byte[] current = bytes("ENCRYPTION_KEY", config.key().orElse(""), mode);
        currentId = id(current);
        for (String pair : config.previousKeys().orElse(List.of())) {
            int colon = pair.indexOf(':');
            if (colon < 1) {
                throw new IllegalStateException("ENCRYPTION_KEYS_PREVIOUS must be id:hex pairs, separated by commas");
            }
            byte[] previous = bytes("ENCRYPTION_KEYS_PREVIOUS", pair.substring(colon + 1), mode);
            keys.put(pair.substring(0, colon).strip(), key(previous));
            keys.put(id(previous), key(previous));
        }
        keys.put(currentId, key(current));
    }

    /** Id of the key that encrypts new values. */
    String currentId() {
        return currentId;
    }

    /** Sorted. */
    Set<String> ids() {
        return new TreeSet<>(keys.keySet());
    }

    SecretKey current() {
        return Objects.requireNonNull(keys.get(currentId));
    }

    @Nullable
    SecretKey byId(String id) {
        return keys.get(id);
    }

    private static byte[] bytes(String variable, String hex, LaunchMode mode) {
        String digits = hex.strip().toLowerCase(Locale.ROOT);
        if (digits.length() != 2 * KEY_BYTES || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalStateException(
                    "%s must be %d bytes as %d hexadecimal digits, such as `openssl rand -hex %d` makes"
                            .formatted(variable, KEY_BYTES, 2 * KEY_BYTES, KEY_BYTES));
        }
        if (mode == LaunchMode.NORMAL && PUBLISHED.stream().anyMatch(digits::startsWith)) {
            throw new IllegalStateException(
                    variable + " is a key that everybody can read in the sources; set your own");
        }
        return HexFormat.of().parseHex(digits);
    }

    private static SecretKey key(byte[] bytes) {
        return new SecretKeySpec(bytes, "AES");
    }

    private static String id(byte[] key) {
        return HexFormat.of().formatHex(Sha256.of(key), 0, ID_BYTES);
    }
}
