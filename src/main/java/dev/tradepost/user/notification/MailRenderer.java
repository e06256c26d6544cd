package dev.tradepost.user.notification;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

import dev.tradepost.platform.mail.Mail;
import dev.tradepost.user.notification.AccountMails.AccountMailKind;
import dev.tradepost.user.notification.MailOutbox.PendingMail;
import dev.tradepost.user.onetimetoken.OneTimeTokens;
import dev.tradepost.user.onetimetoken.OneTimeTokens.Purpose;

/** Writes the mails: finds out whom one is for and what it has to hold, at the moment it is sent. */
@ApplicationScoped
class MailRenderer {

    private final EntityManager entities;
    private final OneTimeTokens tokens;
    private final MailConfig config;

    MailRenderer(EntityManager entities, OneTimeTokens tokens, MailConfig config) {
        this.entities = entities;
        this.tokens = tokens;
        this.config = config;
    }

    /**
     * What templates are given.
     *
     * @param greeting without a name in the mail that verifies the address: a stranger could have registered it under a name that is
     *        an advertisement
     * @param at when what it tells of happened, which is when it was ordered
     * @param link null where no public address is configured
     */
    record Letter(String greeting, String device, String address, String at, @Nullable String token,
            @Nullable String link) {}

    private record Recipient(UUID userId, String firstName, boolean verified, boolean active) {}

    /**
     * Writes one mail. A token is made here and nowhere else, so that it exists in the mail alone and its time begins when it is
     * sent, however long that took.
     *
     * @return empty if there is nobody whom it concerns, or it would tell an address that nobody has verified more than that it should
     *         be
     */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<Mail> write(PendingMail job) {
        return recipient(job.recipient()).filter(it -> it.verified() != (job.kind() == AccountMailKind.VERIFY_EMAIL))
                .map(recipient -> write(job, recipient));
    }

    private @Nullable Mail write(PendingMail job, Recipient recipient) {
        return switch (job.kind()) {
            case VERIFY_EMAIL -> !recipient.active()
                    ? null
                    : mail(job, "Please confirm your e-mail address",
                            letter(job, recipient, Purpose.VERIFY_EMAIL, "verify-email"), Text::verifyEmail,
                            Html::verifyEmail);
            case RESET_PASSWORD -> !recipient.active()
                    ? null
                    : mail(job, "Choose a new password",
                            letter(job, recipient, Purpose.RESET_PASSWORD, "reset-password"), Text::resetPassword,
                            Html::resetPassword);
            case PASSWORD_CHANGED -> mail(job, "Your password was changed", letter(job, recipient, null, null),
                    Text::passwordChanged, Html::passwordChanged);
            case NEW_SIGN_IN -> mail(job, "A new sign-in to your account", letter(job, recipient, null, null),
                    Text::newSignIn, Html::newSignIn);
            case MANY_FAILURES -> mail(job, "Many failed sign-ins to your account",
                    letter(job, recipient, null, null), Text::manyFailures, Html::manyFailures);
        };
    }

    private Optional<Recipient> recipient(String email) {
        List<?> rows = entities.createNativeQuery("""
                select id, first_name, is_verified, is_active from users.users
                 where email = ?1 and erased_at is null""", Object[].class).setParameter(1, email).getResultList();
        return rows.stream().map(row -> (Object[]) row).findFirst()
                .map(row -> new Recipient((UUID) row[0], (String) row[1], (Boolean) row[2], (Boolean) row[3]));
    }

    private Letter letter(PendingMail job, Recipient recipient, @Nullable Purpose purpose, @Nullable String page) {
        String token = purpose == null ? null : tokens.issue(recipient.userId(), purpose);
        // Behind the #: what stands there is never sent to a server, and so is in no access log.
        String link = token == null || page == null
                ? null
                : config.publicUrl().map(base -> "%s/%s#token=%s".formatted(base.replaceAll("/+$", ""), page, token))
                        .orElse(null);
        return new Letter(recipient.verified() ? "Hello " + recipient.firstName() : "Hello", detail(job, "device"),
                detail(job, "address"), job.createdAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                token, link);
    }

    private static String detail(PendingMail job, String name) {
        return job.details().getOrDefault(name, "unknown");
    }

    private static Mail mail(PendingMail job, String subject, Letter letter,
            Function<Letter, TemplateInstance> text,
            Function<Letter, TemplateInstance> html) {
        return new Mail(job.recipient(), subject, text.apply(letter).setLocale(Locale.ENGLISH).render(),
                html.apply(letter).setLocale(Locale.ENGLISH).render());
    }

    @CheckedTemplate(basePath = "account", requireTypeSafeExpressions = false)
    private static final class Text {
        static native TemplateInstance verifyEmail(Letter letter);

        static native TemplateInstance resetPassword(Letter letter);

        static native TemplateInstance passwordChanged(Letter letter);

        static native TemplateInstance newSignIn(Letter letter);

        static native TemplateInstance manyFailures(Letter letter);
    }

    @CheckedTemplate(basePath = "account/html", requireTypeSafeExpressions = false)
    private static final class Html {
        static native TemplateInstance verifyEmail(Letter letter);

        static native TemplateInstance resetPassword(Letter letter);

        static native TemplateInstance passwordChanged(Letter letter);

        static native TemplateInstance newSignIn(Letter letter);

        static native TemplateInstance manyFailures(Letter letter);
    }
}
