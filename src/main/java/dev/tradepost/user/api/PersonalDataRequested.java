package dev.tradepost.user.api;

import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * A user exports their personal data. Fired synchronously in a transaction; each observer contributes what it stores. An exception fails
 * the export.
 *
 * @param contribution takes the name of a section in camelCase, and its content: a record, or a list of records, that is also a response of
 *        an endpoint
 */
public record PersonalDataRequested(UUID userId, BiConsumer<String, Object> contribution) {}
