package dev.tradepost.platform.security;

import org.jspecify.annotations.Nullable;

/** What Redis knows of a session. */
public enum SessionState {

    /** Was found alive within {@link SessionRevocations#TRUST}, and nobody has ended it since. */
    LIVE,
    /** Has been ended. */
    REVOKED,
    /** Has to be looked up in the database. */
    UNKNOWN;

    /** Reads what stands under {@link SessionRevocations#key}. */
    public static SessionState of(@Nullable String mark) {
        if (mark == null) {
            return UNKNOWN;
        }
        return switch (mark) {
            case SessionRevocations.LIVE -> LIVE;
            case SessionRevocations.REVOKED -> REVOKED;
            default -> UNKNOWN;
        };
    }
}
