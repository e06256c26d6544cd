package dev.tradepost.platform.crypto;

import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** The keys that columns are sealed with. */
@ConfigMapping(prefix = "tradepost.encryption")
interface EncryptionConfig {

    /** Seals and opens: 32 bytes in hexadecimal digits. */
    Optional<String> key();

    /** Still open what they have sealed: {@code id:hex}, several by commas. */
    Optional<List<String>> previousKeys();
}
