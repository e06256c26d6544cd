package dev.tradepost.user.api;

/** @param country ISO 3166-1 alpha-2 or alpha-3 code, or the country's English name */
public record PostalAddress(String street, String city, String state, String postalCode, String country) {}
