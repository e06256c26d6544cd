package dev.tradepost.user.account;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Whoever was let in to an account is to be let out, in the transaction that says so. Observed by sessions, which know accounts
 * while accounts do not know sessions.
 *
 * @param exceptSession who stays; null when nobody does
 * @param because in a word or two, for the session list
 */
public record AccessWithdrawn(UUID userId, @Nullable UUID exceptSession, String because) {}
