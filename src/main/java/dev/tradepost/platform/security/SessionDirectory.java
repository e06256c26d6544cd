package dev.tradepost.platform.security;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/** The sessions, as the database knows them. */
public interface SessionDirectory {

    /** Reads the session, in a transaction of its own. False if it is revoked, has expired or does not exist. */
    boolean isLive(UUID sessionId);

    /** Reads the sessions, in a transaction of its own, and returns those that are live. */
    Set<UUID> live(Collection<UUID> sessionIds);
}
