package dev.tradepost.user.api;

/**
 * An address for delivery or billing, as the customer entered it.
 *
 * @param country ISO 3166-1 alpha-2 or alpha-3 code, or English name; in any case
 */
public record PostalAddress(String street, String city, String state, String postalCode, String country) {}
