package dev.tradepost.user.notification;

import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import org.jspecify.annotations.Nullable;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

import dev.tradepost.platform.database.Sql;
import dev.tradepost.platform.mail.Mail;
import dev.tradepost.user.notification.AccountMails.AccountMailKind;
import dev.tradepost.user.notification.MailOutbox.PendingMail;
import dev.tradepost.user.onetimetoken.OneTimeTokens;
import dev.tradepost.user.onetimetoken.OneTimeTokens.Purpose;

/** Writes the text of a mail when it is sent: looks up the recipient and creates the token. */
@ApplicationScoped
class MailRenderer {

    private static final String RECIPIENT = """
            select id, first_name, is_verified, is_active from users.users where email = ? and erased_at is null""";

    private final Sql sql;
    private final OneTimeTokens tokens;
    private final MailConfig config;

    MailRenderer(Sql sql, OneTimeTokens tokens, MailConfig config) {
        this.sql = sql;
        this.tokens = tokens;
        this.config = config;
    }

    /**
     * The values of a template.
     *
     * @param greeting with a name only if the address is verified: a stranger can register any address, with an advertisement as the name
     * @param at when the reported event happened
     * @param link null if no public address is configured
     */
    record MailValues(String greeting, String device, String address, String at, @Nullable String token,
            @Nullable String link) {}

    private record Recipient(UUID userId, String firstName, boolean verified, boolean active) {

        boolean mayReceive(AccountMailKind kind) {
            return switch (kind) {
                case VERIFY_EMAIL -> active && !verified;
                case RESET_PASSWORD -> active && verified;
                case PASSWORD_CHANGED, NEW_SIGN_IN, MANY_FAILURES -> verified;
            };
        }
    }

    /**
     * Writes one mail, in a transaction of its own. Tokens are created only here, so a token exists in the mail alone and its lifetime
     * begins when the mail is sent.
     *
     * @return empty if the address has no account that may receive this mail
     */
    @Transactional(TxType.REQUIRES_NEW)
    Optional<Mail> render(PendingMail pending) {
        return sql
                .query(RECIPIENT, row -> new Recipient(row.getObject("id", UUID.class), row.getString("first_name"),
                        row.getBoolean("is_verified"), row.getBoolean("is_active")), pending.recipient())
                .stream().filter(recipient -> recipient.mayReceive(pending.kind())).findFirst()
                .map(recipient -> render(pending, recipient));
    }

    private Mail render(PendingMail pending, Recipient recipient) {
        return switch (pending.kind()) {
            case VERIFY_EMAIL -> mail(pending, "Please confirm your e-mail address",
                    withToken(pending, recipient, Purpose.VERIFY_EMAIL, "verify-email"), AccountText::verifyEmail,
                    AccountHtml::verifyEmail);
            case RESET_PASSWORD -> mail(pending, "Choose a new password",
                    withToken(pending, recipient, Purpose.RESET_PASSWORD, "reset-password"), AccountText::resetPassword,
                    AccountHtml::resetPassword);
            case PASSWORD_CHANGED -> mail(pending, "Your password was changed", values(pending, recipient, null, null),
                    AccountText::passwordChanged, AccountHtml::passwordChanged);
            case NEW_SIGN_IN -> mail(pending, "A new sign-in to your account", values(pending, recipient, null, null),
                    AccountText::newSignIn, AccountHtml::newSignIn);
            case MANY_FAILURES -> mail(pending, "Many failed sign-ins to your account",
                    values(pending, recipient, null, null), AccountText::manyFailures, AccountHtml::manyFailures);
        };
    }

    private MailValues withToken(PendingMail pending, Recipient recipient, Purpose purpose, String page) {
        String token = tokens.issue(recipient.userId(), purpose);
        // In the fragment: a browser does not send it, so it is in no access log.
        return values(pending, recipient, token, config.publicUrl()
                .map(base -> "%s/%s#token=%s".formatted(base.replaceAll("/+$", ""), page, token)).orElse(null));
    }

    private static MailValues values(PendingMail pending, Recipient recipient, @Nullable String token,
            @Nullable String link) {
        return new MailValues(recipient.verified() ? "Hello " + recipient.firstName() : "Hello",
                pending.details().getOrDefault("device", "unknown"),
                pending.details().getOrDefault("address", "unknown"),
                pending.createdAt().truncatedTo(ChronoUnit.SECONDS).toString(), token, link);
    }

    private static Mail mail(PendingMail pending, String subject, MailValues values,
            Function<MailValues, TemplateInstance> text, Function<MailValues, TemplateInstance> html) {
        return new Mail(pending.recipient(), subject, text.apply(values).setLocale(Locale.ENGLISH).render(),
                html.apply(values).setLocale(Locale.ENGLISH).render());
    }

    @CheckedTemplate(basePath = "account", requireTypeSafeExpressions = false)
    private static final class AccountText {
        static native TemplateInstance verifyEmail(MailValues mail);

        static native TemplateInstance resetPassword(MailValues mail);

        static native TemplateInstance passwordChanged(MailValues mail);

        static native TemplateInstance newSignIn(MailValues mail);

        static native TemplateInstance manyFailures(MailValues mail);
    }

    @CheckedTemplate(basePath = "account/html", requireTypeSafeExpressions = false)
    private static final class AccountHtml {
        static native TemplateInstance verifyEmail(MailValues mail);

        static native TemplateInstance resetPassword(MailValues mail);

        static native TemplateInstance passwordChanged(MailValues mail);

        static native TemplateInstance newSignIn(MailValues mail);

        static native TemplateInstance manyFailures(MailValues mail);
    }
}
