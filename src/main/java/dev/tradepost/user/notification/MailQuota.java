package dev.tradepost.user.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.tradepost.platform.crypto.Sha256;
import dev.tradepost.platform.database.Retention;
import dev.tradepost.platform.database.Sql;
import dev.tradepost.user.notification.AccountMails.AccountMailKind;

/** Limits how many mails an address gets per day, for all requests together. Addresses are stored as hashes. */
@ApplicationScoped
class MailQuota {

    private static final String TAKE = """
            insert into users.mail_quotas as quota (recipient_hash, day, mails, verifications) values (?, ?, 1, ?)
                on conflict (recipient_hash, day) do update
                   set mails = quota.mails + 1, verifications = quota.verifications + excluded.verifications
                   where quota.mails < ? and quota.verifications + excluded.verifications <= ?""";

    private final Sql sql;
    private final MailConfig config;
    private final Clock clock;

    MailQuota(Sql sql, MailConfig config, Clock clock) {
        this.sql = sql;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Counts a mail, in the caller's transaction. Notices of a new password are exempt: a thief could use up the quota first.
     *
     * @return false if the address has reached its quota for today (UTC)
     */
    boolean take(AccountMailKind kind, String recipient) {
        int verification = kind == AccountMailKind.VERIFY_EMAIL ? 1 : 0;
        return kind == AccountMailKind.PASSWORD_CHANGED || sql.update(TAKE, Sha256.of(recipient), today(), verification,
                config.maxPerDay(), config.maxVerificationsPerDay()) == 1;
    }

    @Produces
    @Singleton
    static Retention retention() {
        return new Retention("users.mail_quotas", "recipient_hash, day",
                "day < cast(cast(? as timestamptz) at time zone 'UTC' as date)", Duration.ZERO);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
