package dev.tradepost.platform.crypto;

import java.util.List;
import java.util.Set;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.ResponseStatus;

import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.security.Roles;

/** Progress of a key rotation, and its start. */
@Path("/admin/encryption")
@RunOnVirtualThread
class EncryptionResource {

    private final EncryptionKeys keys;
    private final KeyRotation keyRotation;
    private final Audit audit;

    EncryptionResource(EncryptionKeys keys, KeyRotation keyRotation, Audit audit) {
        this.keys = keys;
        this.keyRotation = keyRotation;
        this.audit = audit;
    }

    /**
     * @param total values in the column
     * @param remaining values not yet encrypted with the current key; when all are 0, the previous keys can be removed
     * @param unreadable values that this instance could not decrypt with any key in its last pass
     */
    public record ColumnProgress(String column,
            long total,
            long remaining,
            long unreadable) {}

    /**
     * @param keyId the current key
     * @param keyIds all keys that decrypt
     * @param running whether this instance is re-encrypting now
     */
    public record EncryptionProgress(String keyId,
            Set<String> keyIds,
            boolean running,
            List<ColumnProgress> columns) {}

    @GET
    @RolesAllowed(Roles.ADMIN)
    public Envelope<EncryptionProgress> progress() {
        return Envelope.of(now());
    }

    @POST
    @RolesAllowed(Roles.ADMIN)
    @ResponseStatus(202)
    public Envelope<EncryptionProgress> start() {
        audit.record(
                AuditEvent.of("encryption.resealing_started", "encryption", null).with("keyId", keys.currentId()));
        Thread.ofVirtual().name("resealing").start(keyRotation::run);
        return Envelope.of(now(), "Re-encryption continues in the background; repeat the request to see its progress");
    }

    private EncryptionProgress now() {
        return new EncryptionProgress(keys.currentId(), keys.ids(), keyRotation.isRunning(),
                keyRotation.progress());
    }
}
