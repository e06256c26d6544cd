package dev.tradepost.platform.idempotency;

import org.jspecify.annotations.Nullable;

import dev.tradepost.platform.idempotency.IdempotencyStore.ClientKey;

/**
 * A command with the idempotency key that the client sent.
 *
 * @param key null if the client sent none; the command is then executed each time
 * @param fingerprint of the request body
 * @param encrypted true if the response carries personal data
 */
public record IdempotentRequest<C>(@Nullable ClientKey key, String fingerprint, C command, boolean encrypted) {}
