package dev.tradepost.platform.startup;

/**
 * A bean that refuses the start if its configuration is wrong. It is checked before the schema is migrated and before any background work,
 * so it may depend on configuration only.
 */
public interface StartCheck {

    /** @throws IllegalStateException naming the variable, and what to set it to; the constructor may throw the same */
    default void check() {}
}
