package dev.tradepost.platform.security;

/** The three roles, as they stand in the {@code role} claim and in {@code @RolesAllowed}. */
public final class Roles {

    /** Buys. Everybody who registers. */
    public static final String CUSTOMER = "customer";
    /** Sells: owns products. */
    public static final String SELLER = "seller";
    /** Runs the shop. */
    public static final String ADMIN = "admin";

    private Roles() {}
}
