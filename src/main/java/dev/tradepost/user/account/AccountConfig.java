package dev.tradepost.user.account;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** The first administrator, whose account is opened at start. */
@ConfigMapping(prefix = "tradepost.account")
interface AccountConfig {

    Optional<String> adminEmail();

    Optional<String> adminPassword();
}
