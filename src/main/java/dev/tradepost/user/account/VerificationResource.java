package dev.tradepost.user.account;

import java.time.Clock;
import java.util.Map;

import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Envelope.Done;
import dev.tradepost.platform.openapi.OpenApiAnswers;
import dev.tradepost.user.account.PasswordResource.EmailRequest;
import dev.tradepost.user.notification.AccountMails;
import dev.tradepost.user.notification.AccountMails.AccountMailKind;
import dev.tradepost.user.onetimetoken.OneTimeTokens;
import dev.tradepost.user.onetimetoken.OneTimeTokens.Purpose;

/** Whether an address belongs to whoever registered it. */
@Path("/users/verify-email")
@Tag(name = "Users")
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
            @Schema(examples = "u0X1c9rYw3vGk2JmQ5sB8tHnZ7fLdA4eVxPpKqRiTyU", description = "From the mail") @NotBlank @Size(max = 255) String token) {}

    @POST
    @PermitAll
    @Extension(name = OpenApiAnswers.PROBLEMS, value = "400 invalid_token, 429 too_many_attempts")
    @Operation(summary = "Verify an email address with the token from the mail", description = "The token is good for 24 hours and one use.")
    public Done verify(VerifyEmailRequest request) {
        boolean good = QuarkusTransaction.requiringNew()
                .call(() -> tokens.redeem(request.token(), Purpose.VERIFY_EMAIL).map(owner -> {
                    users.lock(owner).verify(clock.instant());
                    audit.record(Audit.Event.of("email.verified", "user", owner).by(owner));
                    return owner;
                })).isPresent();
        if (!good) {
            throttle.badToken();
            throw PasswordChange.invalidToken();
        }
        return Envelope.done("E-mail address verified");
    }

    @POST
    @Path("/resend")
    @PermitAll
    @ResponseStatus(202)
    @Extension(name = OpenApiAnswers.STATUS, value = "202")
    @Extension(name = OpenApiAnswers.PROBLEMS, value = "429 too_many_attempts")
    @Operation(summary = "Send the verification mail again", description = "The answer is the same whether or not the address has an account.")
    public Done resend(EmailRequest request) {
        throttle.mailAskedFor("verification", request.email());
        mails.enqueue(AccountMailKind.VERIFY_EMAIL, request.email(), Map.of());
        return Envelope.done("If the address waits to be verified, a mail is on its way");
    }
}
