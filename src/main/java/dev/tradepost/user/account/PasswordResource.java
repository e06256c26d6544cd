package dev.tradepost.user.account;

import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.ResponseStatus;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Envelope.Done;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.user.password.StrongPassword;

@Path("/users")
@RunOnVirtualThread
class PasswordResource {

    private final PasswordChange change;
    private final Caller caller;

    PasswordResource(PasswordChange change, Caller caller) {
        this.change = change;
        this.caller = caller;
    }

    public record ChangePasswordRequest(
            @NotNull @Size(max = 255) String currentPassword,
            @NotNull @StrongPassword String newPassword) {}

    /** Requests a mail. */
    public record EmailRequest(@NotNull @Size(max = 255) String email) {

        /** Normalises the address first: lower case may be longer than what was sent. */
        public EmailRequest {
            email = email == null ? email : Account.normalisedEmail(email);
        }
    }

    public record ResetPasswordRequest(
            @NotBlank @Size(max = 255) String token,
            @NotNull @StrongPassword String newPassword) {}

    @POST
    @Path("/me/password")
    @Authenticated
    public Done change(ChangePasswordRequest request) {
        change.byOwner(caller.userId(), caller.sessionId(), request.currentPassword(), request.newPassword());
        return Envelope.done("Password changed; all other sessions have ended");
    }

    @POST
    @Path("/password-reset")
    @PermitAll
    @ResponseStatus(202)
    public Done ask(EmailRequest request) {
        change.requestReset(request.email());
        return Envelope.done("If the address has an account, a mail is on its way");
    }

    @POST
    @Path("/password-reset/confirm")
    @PermitAll
    public Done reset(ResetPasswordRequest request) {
        change.byToken(request.token(), request.newPassword());
        return Envelope.done("Password changed; sign in with the new one");
    }
}
