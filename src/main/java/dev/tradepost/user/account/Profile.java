package dev.tradepost.user.account;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** What a user sees of their own account. */
public record Profile(UUID userId, String email, String firstName, String lastName, @Nullable String phone,
        String role, boolean isVerified, Instant createdAt, @Nullable Instant lastLogin) {}
