package dev.tradepost.user.account;

import java.util.UUID;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Who an account belongs to, for those who sign people in. */
public record Account(@Schema(examples = "01a20364-e06f-7c0f-ad7d-3da1aa35a30d") UUID userId,
        @Schema(examples = "robin@example.com") String email,
        @Schema(examples = "Robin") String firstName,
        @Schema(examples = "Wayfarer") String lastName,
        @Schema(examples = "customer") String role) {}
