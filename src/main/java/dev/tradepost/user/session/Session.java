package dev.tradepost.user.session;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import dev.tradepost.user.session.SessionResource.SessionView;

/** One sign-in. Rotated and revoked by conditional updates only, see {@link Sessions}. */
@Entity
@Table(schema = "users", name = "sessions")
class Session {

    @Id
    private UUID id;
    @Column(name = "user_id")
    private UUID userId;
    /** Of the one refresh token that is good. */
    @Column(name = "refresh_token_hash")
    private byte[] refreshTokenHash;
    private String device;
    /** Network address of the client. */
    private String address;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "last_used_at")
    private Instant lastUsedAt;
    @Column(name = "expires_at")
    private Instant expiresAt;
    @Column(name = "revoked_at")
    private @Nullable Instant revokedAt;
    @Column(name = "announced_at")
    private @Nullable Instant announcedAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Session() {}

    Session(UUID id, UUID userId, byte[] refreshTokenHash, String device, String address, Instant createdAt,
            Instant expiresAt) {
        this.id = id;
        this.userId = userId;
        this.refreshTokenHash = refreshTokenHash;
        this.device = device;
        this.address = address;
        this.createdAt = createdAt;
        this.lastUsedAt = createdAt;
        this.expiresAt = expiresAt;
    }

    UUID id() {
        return id;
    }

    UUID userId() {
        return userId;
    }

    boolean isLive(Instant now) {
        return revokedAt == null && expiresAt.isAfter(now);
    }

    /** Whether its last use was noted so long ago that it is worth noting again. */
    boolean wasLastUsedBefore(Instant time) {
        return lastUsedAt.isBefore(time);
    }

    SessionView view(@Nullable UUID currentId) {
        return new SessionView(id, device, address, createdAt, lastUsedAt, expiresAt, id.equals(currentId));
    }
}
