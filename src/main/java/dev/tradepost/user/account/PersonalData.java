package dev.tradepost.user.account;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;

import io.quarkus.narayana.jta.QuarkusTransaction;

import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.user.api.PersonalDataRequested;
import dev.tradepost.user.api.UserErased;
import dev.tradepost.user.notification.AccountMails;
import dev.tradepost.user.onetimetoken.OneTimeTokens;
import dev.tradepost.user.onetimetoken.OneTimeTokens.Purpose;

/** Exports and erases what is stored about a user. Other features and modules contribute by observing the events. */
@ApplicationScoped
class PersonalData {

    private final Accounts accounts;
    private final Users users;
    private final AccountMails mails;
    private final OneTimeTokens tokens;
    private final FieldEncryption encryption;
    private final Audit audit;
    private final Event<PersonalDataRequested> requested;
    private final Event<UserErased> erased;
    private final Event<AccessWithdrawn> withdrawn;
    private final Clock clock;

    PersonalData(Accounts accounts, Users users, AccountMails mails, OneTimeTokens tokens,
            FieldEncryption encryption, Audit audit,
            Event<PersonalDataRequested> requested, Event<UserErased> erased, Event<AccessWithdrawn> withdrawn,
            Clock clock) {
        this.accounts = accounts;
        this.users = users;
        this.mails = mails;
        this.tokens = tokens;
        this.encryption = encryption;
        this.audit = audit;
        this.requested = requested;
        this.erased = erased;
        this.withdrawn = withdrawn;
        this.clock = clock;
    }

    @Transactional
    Map<String, Object> export(UUID userId) {
        User user = users.get(userId);
        Map<String, Object> sections = new LinkedHashMap<>();
        sections.put("profile", user.profile(encryption));
        sections.put("mails", mails.to(user.email()));
        sections.put("events", audit.of(userId));
        requested.fire(new PersonalDataRequested(userId, sections::put));
        audit.record(Audit.Event.of("user.exported", "user", userId));
        return sections;
    }

    /**
     * @throws Problem.Unauthenticated {@code invalid_credentials}
     * @throws Problem.Conflict {@code last_administrator}
     */
    void erase(UUID userId, String password) {
        Accounts.Proof proof = accounts.confirm(userId, password);
        QuarkusTransaction.requiringNew().run(() -> {
            users.requireOtherAdministrator(userId);
            User user = users.lock(userId);
            proof.requireCurrent(user);
            audit.record(Audit.Event.of("user.erased", "user", userId));
            withdrawn.fire(new AccessWithdrawn(userId, null, "account_erased"));
            mails.forget(user.email());
            tokens.invalidate(userId, Purpose.VERIFY_EMAIL);
            tokens.invalidate(userId, Purpose.RESET_PASSWORD);
            user.erase(clock.instant());
            erased.fire(new UserErased(userId, clock.instant()));
        });
    }
}
