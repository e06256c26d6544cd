package dev.tradepost.user.account;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Envelope.Done;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.user.api.PersonalDataRequested;
import dev.tradepost.user.api.UserErased;
import dev.tradepost.user.notification.AccountMails;
import dev.tradepost.user.onetimetoken.OneTimeTokens;
import dev.tradepost.user.onetimetoken.OneTimeTokens.Purpose;

/**
 * Export and erasure of what is stored about a user. Other features and modules take part by observing the events. The password is compared
 * outside the transaction, because that is slow.
 */
@Path("/users")
@Authenticated
@RunOnVirtualThread
class PersonalDataResource {

    private final Accounts accounts;
    private final Users users;
    private final AccountMails mails;
    private final OneTimeTokens tokens;
    private final FieldEncryption encryption;
    private final Audit audit;
    private final Event<PersonalDataRequested> requested;
    private final Event<UserErased> erased;
    private final Event<AccessWithdrawn> withdrawn;
    private final Caller caller;
    private final Clock clock;

    PersonalDataResource(Accounts accounts, Users users, AccountMails mails, OneTimeTokens tokens,
            FieldEncryption encryption, Audit audit, Event<PersonalDataRequested> requested, Event<UserErased> erased,
            Event<AccessWithdrawn> withdrawn, Caller caller, Clock clock) {
        this.accounts = accounts;
        this.users = users;
        this.mails = mails;
        this.tokens = tokens;
        this.encryption = encryption;
        this.audit = audit;
        this.requested = requested;
        this.erased = erased;
        this.withdrawn = withdrawn;
        this.caller = caller;
        this.clock = clock;
    }

    public record EraseRequest(@NotNull @Size(max = 255) String password) {}

    @GET
    @Path("/me/export")
    @Transactional
    public Envelope<Map<String, Object>> export() {
        User user = users.get(caller.userId());
        Map<String, Object> sections = new LinkedHashMap<>();
        sections.put("profile", user.profile(encryption));
        sections.put("mails", mails.to(user.email()));
        sections.put("events", audit.of(user.id()));
        requested.fire(new PersonalDataRequested(user.id(), sections::put));
        audit.record(AuditEvent.of("user.exported", "user", user.id()));
        return Envelope.of(sections);
    }

    @DELETE
    @Path("/me")
    public Done erase(EraseRequest request) {
        Accounts.Proof proof = accounts.confirm(caller.userId(), request.password());
        QuarkusTransaction.requiringNew().run(() -> erase(caller.userId(), proof));
        return Envelope.done("The account is erased");
    }

    private void erase(UUID userId, Accounts.Proof proof) {
        users.requireOtherAdministrator(userId);
        User user = users.lock(userId);
        proof.requireCurrent(user);
        audit.record(AuditEvent.of("user.erased", "user", userId));
        withdrawn.fire(new AccessWithdrawn(userId, null, "account_erased"));
        mails.forget(user.email());
        tokens.invalidate(userId, Purpose.VERIFY_EMAIL);
        tokens.invalidate(userId, Purpose.RESET_PASSWORD);
        user.erase(clock.instant());
        erased.fire(new UserErased(userId, clock.instant()));
    }
}
