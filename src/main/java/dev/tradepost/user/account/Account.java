package dev.tradepost.user.account;

import java.util.UUID;

/** Who an account belongs to, for those who sign people in. */
public record Account(UUID userId, String email, String firstName, String lastName, String role) {}
