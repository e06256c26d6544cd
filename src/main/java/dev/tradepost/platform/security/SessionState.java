package dev.tradepost.platform.security;

import org.jspecify.annotations.Nullable;

/** The state of a session in Redis. */
public enum SessionState {

    /** The database confirmed it within {@link SessionRevocations#TRUST}, and it has not been revoked since. */
    LIVE,
    REVOKED,
    /** The database has to decide. */
    UNKNOWN;

    /** Reads the value of {@link SessionRevocations#key}. */
    public static SessionState of(@Nullable String stored) {
        if (stored == null) {
            return UNKNOWN;
        }
        return switch (stored) {
            case SessionRevocations.LIVE -> LIVE;
            case SessionRevocations.REVOKED -> REVOKED;
            default -> UNKNOWN;
        };
    }
}
