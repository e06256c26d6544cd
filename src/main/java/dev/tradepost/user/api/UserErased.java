package dev.tradepost.user.api;

import java.time.Instant;
import java.util.UUID;

/**
 * Somebody has had their account erased. Fired synchronously in the transaction that erases it: who observes it erases in the same
 * transaction what they hold about the person and need not keep, or makes it all fail by throwing.
 */
public record UserErased(UUID userId, Instant at) {}
