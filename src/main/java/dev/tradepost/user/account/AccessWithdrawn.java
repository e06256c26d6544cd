package dev.tradepost.user.account;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The sessions of an account have to end, in the transaction that fires this event. Sessions observe it, because they know accounts and
 * accounts do not know sessions.
 *
 * @param exceptSession the session that stays; null if none does
 * @param reason in snake_case, at most 30 characters
 */
public record AccessWithdrawn(UUID userId, @Nullable UUID exceptSession, String reason) {}
