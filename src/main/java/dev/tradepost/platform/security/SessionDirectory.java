package dev.tradepost.platform.security;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/** Who knows for sure which sessions there are. */
public interface SessionDirectory {

    /** Looks the session up in the database. False if it was ended, has run out or never was. */
    boolean isLive(UUID sessionId);

    /** Looks the sessions up in the database, and returns those of them that are live. */
    Set<UUID> live(Collection<UUID> sessionIds);
}
