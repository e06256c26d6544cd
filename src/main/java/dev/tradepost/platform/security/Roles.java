package dev.tradepost.platform.security;

/** The roles, as in the {@code role} claim and in {@code @RolesAllowed}. */
public final class Roles {

    /** Buys. The role of a new account. */
    public static final String CUSTOMER = "customer";
    /** Owns and sells products. */
    public static final String SELLER = "seller";
    /** Runs the shop. */
    public static final String ADMIN = "admin";

    private Roles() {}
}
