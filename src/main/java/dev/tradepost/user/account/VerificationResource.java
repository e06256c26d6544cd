package dev.tradepost.user.account;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.ResponseStatus;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Envelope.Done;
import dev.tradepost.user.account.PasswordResource.EmailRequest;
import dev.tradepost.user.notification.AccountMails;
import dev.tradepost.user.notification.AccountMails.AccountMailKind;
import dev.tradepost.user.onetimetoken.OneTimeTokens;
import dev.tradepost.user.onetimetoken.OneTimeTokens.Purpose;
import dev.tradepost.user.throttle.SignInThrottle;

/** Verification of e-mail addresses. */
@Path("/users/verify-email")
@RunOnVirtualThread
class VerificationResource {

    private final Users users;
    private final OneTimeTokens tokens;
    private final SignInThrottle throttle;
    private final AccountMails mails;
    private final Audit audit;
    private final Clock clock;

    VerificationResource(Users users, OneTimeTokens tokens, SignInThrottle throttle, AccountMails mails, Audit audit,
            Clock clock) {
        this.users = users;
        this.tokens = tokens;
        this.throttle = throttle;
        this.mails = mails;
        this.audit = audit;
        this.clock = clock;
    }

    public record VerifyEmailRequest(
            @NotBlank @Size(max = 255) String token) {}

    @POST
    @PermitAll
    public Done verify(VerifyEmailRequest request) {
        Optional<UUID> owner = QuarkusTransaction.requiringNew().call(() -> redeem(request.token()));
        if (owner.isEmpty()) {
            throttle.invalidToken();
            throw PasswordChange.invalidToken();
        }
        return Envelope.done("E-mail address verified");
    }

    private Optional<UUID> redeem(String token) {
        Optional<UUID> owner = tokens.redeem(token, Purpose.VERIFY_EMAIL);
        owner.ifPresent(userId -> {
            users.lock(userId).verify(clock.instant());
            audit.record(AuditEvent.of("email.verified", "user", userId).by(userId));
        });
        return owner;
    }

    @POST
    @Path("/resend")
    @PermitAll
    @ResponseStatus(202)
    public Done resend(EmailRequest request) {
        throttle.mailRequested("verification", request.email());
        mails.enqueue(AccountMailKind.VERIFY_EMAIL, request.email(), Map.of());
        return Envelope.done("If the address has to be verified, a mail is on its way");
    }
}
