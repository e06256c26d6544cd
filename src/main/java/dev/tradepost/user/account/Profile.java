package dev.tradepost.user.account;

import java.time.Instant;
import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a user sees of their own account. */
public record Profile(@Schema(examples = "01a20364-e06f-7c0f-ad7d-3da1aa35a30d") UUID userId,
        @Schema(examples = "robin@example.com") String email,
        @Schema(examples = "Robin") String firstName,
        @Schema(examples = "Wayfarer") String lastName,
        @Schema(examples = "+12025550143") @Nullable String phone,
        @Schema(examples = "customer") String role,
        @Schema(examples = "true") boolean isVerified,
        @Schema(examples = "2026-11-22T13:14:32.431691Z") Instant createdAt,
        @Schema(examples = "2026-11-22T13:15:08.381213Z") @Nullable Instant lastLogin) {}
