package dev.tradepost.user.api;

import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * Somebody wants a copy of what is held about them. Fired synchronously in a transaction: who observes it adds what they hold.
 *
 * @param contribution takes the name of a section, in camelCase, and what is in it: a record or list of records that some endpoint
 *        answers with
 */
public record PersonalDataRequested(UUID userId, BiConsumer<String, Object> contribution) {}
