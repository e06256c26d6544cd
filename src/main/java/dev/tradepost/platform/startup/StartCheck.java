package dev.tradepost.platform.startup;

/**
 * A bean that stops the start when it is configured wrongly. It is created and asked before the schema is migrated and before anything works
 * in the background, so it may depend on configuration only.
 */
public interface StartCheck {

    /** @throws IllegalStateException naming the variable, and what to set it to; the constructor may throw the same */
    default void check() {}
}
