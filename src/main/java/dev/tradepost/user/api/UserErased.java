package dev.tradepost.user.api;

import java.time.Instant;
import java.util.UUID;

/**
 * A user has erased their account. Fired synchronously in the transaction that erases it. Observers erase the personal data that they may
 * not keep, in the same transaction. An exception rolls everything back.
 */
public record UserErased(UUID userId, Instant at) {}
