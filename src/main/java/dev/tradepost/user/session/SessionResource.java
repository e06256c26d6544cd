package dev.tradepost.user.session;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Envelope.Done;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.user.account.Account;

@Path("/users")
@RunOnVirtualThread
class SessionResource {

    private final SignIn signIn;
    private final Refresh refresh;
    private final Sessions sessions;
    private final Caller caller;

    SessionResource(SignIn signIn, Refresh refresh, Sessions sessions, Caller caller) {
        this.signIn = signIn;
        this.refresh = refresh;
        this.sessions = sessions;
        this.caller = caller;
    }

    public record LoginRequest(@NotNull @Size(max = 255) String email,
            @NotNull @Size(max = 255) String password) {

        /** Normalises the address first, because lower case may be longer than what was sent. */
        public LoginRequest {
            email = email == null ? email : Account.normalisedEmail(email);
        }
    }

    public record RefreshRequest(
            @NotBlank @Size(max = 2000) String refreshToken) {}

    /** @param expiresIn lifetime of {@code token} in seconds */
    public record SignedIn(String token,
            String refreshToken,
            long expiresIn,
            Account user) {

        static SignedIn of(Tokens.TokenPair pair, Account account) {
            return new SignedIn(pair.access(), pair.refresh(), pair.expiresIn(), account);
        }
    }

    /**
     * @param device the client's {@code User-Agent} at sign-in
     * @param address the client's network address at sign-in
     * @param lastUsed with a precision of five minutes
     * @param current true for the session of this request
     */
    public record SessionView(UUID sessionId,
            String device,
            String address,
            Instant createdAt,
            Instant lastUsed,
            Instant expiresAt,
            boolean current) {}

    public record SessionList(List<SessionView> sessions) {}

    /** @param revoked number of sessions */
    public record Revoked(int revoked) {}

    @POST
    @Path("/login")
    @PermitAll
    public Envelope<SignedIn> login(LoginRequest request) {
        return Envelope.of(signIn.with(request.email(), request.password()));
    }

    @POST
    @Path("/refresh")
    @PermitAll
    public Envelope<SignedIn> refresh(RefreshRequest request) {
        return Envelope.of(refresh.with(request.refreshToken()));
    }

    @POST
    @Path("/logout")
    @Authenticated
    public Done logout() {
        sessions.revokeOne(caller.userId(), caller.sessionId(), "signed_out");
        return Envelope.done("Signed out");
    }

    @GET
    @Path("/me/sessions")
    @Authenticated
    public Envelope<SessionList> list() {
        return Envelope.of(new SessionList(sessions.live(caller.userId(), caller.sessionId())));
    }

    @DELETE
    @Path("/me/sessions")
    @Authenticated
    public Envelope<Revoked> revokeOthers() {
        return Envelope.of(new Revoked(sessions.revokeOthers(caller.userId(), caller.sessionId())));
    }

    @DELETE
    @Path("/me/sessions/{sessionId}")
    @Authenticated
    public Done revoke(@PathParam("sessionId") UUID sessionId) {
        sessions.revokeOne(caller.userId(), sessionId, "ended_by_owner");
        return Envelope.done("The session has ended");
    }
}
