package dev.tradepost.user.account;

import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Envelope.Done;
import dev.tradepost.platform.openapi.OpenApiAnswers;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.user.password.StrongPassword;

@Path("/users")
@Tag(name = "Users")
@RunOnVirtualThread
class PasswordResource {

    private final PasswordChange change;
    private final Caller caller;

    PasswordResource(PasswordChange change, Caller caller) {
        this.change = change;
        this.caller = caller;
    }

    public record ChangePasswordRequest(
            @Schema(examples = "Correct-Horse-1!") @NotNull @Size(max = 255) String currentPassword,
            @Schema(examples = "Better-Horse-2!") @NotNull @StrongPassword String newPassword) {}

    /** Requests a mail. */
    public record EmailRequest(@Schema(examples = "robin@example.com") @NotNull @Size(max = 255) String email) {

        /** Normalises the address first: lower case may be longer than what was sent. */
        public EmailRequest {
            email = email == null ? email : Account.normalisedEmail(email);
        }
    }

    public record ResetPasswordRequest(
            @Schema(examples = "u0X1c9rYw3vGk2JmQ5sB8tHnZ7fLdA4eVxPpKqRiTyU", description = "From the mail") @NotBlank @Size(max = 255) String token,
            @Schema(examples = "Better-Horse-2!") @NotNull @StrongPassword String newPassword) {}

    @POST
    @Path("/me/password")
    @Authenticated
    @Extension(name = OpenApiAnswers.PROBLEMS, value = "401 invalid_credentials")
    @Operation(summary = "Change your password", description = "Ends the other sessions. The owner is notified by mail.")
    public Done change(ChangePasswordRequest request) {
        change.byOwner(caller.userId(), caller.sessionId(), request.currentPassword(), request.newPassword());
        return Envelope.done("Password changed; all other sessions have ended");
    }

    @POST
    @Path("/password-reset")
    @PermitAll
    @ResponseStatus(202)
    @Extension(name = OpenApiAnswers.STATUS, value = "202")
    @Extension(name = OpenApiAnswers.PROBLEMS, value = "429 too_many_attempts")
    @Operation(summary = "Request a password reset mail", description = "The answer is the same whether or not the address has an account. Only a verified address gets the mail.")
    public Done ask(EmailRequest request) {
        change.requestReset(request.email());
        return Envelope.done("If the address has an account, a mail is on its way");
    }

    @POST
    @Path("/password-reset/confirm")
    @PermitAll
    @Extension(name = OpenApiAnswers.PROBLEMS, value = "400 invalid_token, 429 too_many_attempts")
    @Operation(summary = "Reset the password with the token from the mail", description = "Ends every session. The token is good for one hour and one use.")
    public Done reset(ResetPasswordRequest request) {
        change.byToken(request.token(), request.newPassword());
        return Envelope.done("Password changed; sign in with the new one");
    }
}
