package dev.tradepost.platform.crypto;

import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.LaunchMode;

/** Makes a {@link FieldEncryption} for tests without a container. */
public final class Sealings {

    public static final String A_KEY = "00".repeat(31) + "01";

    private Sealings() {}

    public static FieldEncryption with(String key, String... previousKeys) {
        return new FieldEncryption(keys(LaunchMode.TEST, key, previousKeys));
    }

    static EncryptionKeys keys(LaunchMode mode, String key, String... previousKeys) {
        return new EncryptionKeys(new EncryptionConfig() {
            @Override
            public Optional<String> key() {
                return Optional.of(key);
            }

            @Override
            public Optional<List<String>> previousKeys() {
                return Optional.of(List.of(previousKeys));
            }
        }, mode);
    }
}
