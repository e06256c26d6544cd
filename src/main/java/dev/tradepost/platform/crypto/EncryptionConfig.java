package dev.tradepost.platform.crypto;

import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** Keys of the encrypted columns. */
@ConfigMapping(prefix = "tradepost.encryption")
interface EncryptionConfig {

    /** Encrypts and decrypts: 32 bytes as hexadecimal digits. */
    Optional<String> key();

    /** Decrypt older values: {@code id:hex}, separated by commas. */
    Optional<List<String>> previousKeys();
}
