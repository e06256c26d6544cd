package dev.tradepost.user.session;

import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.web.Envelope;
import dev.tradepost.user.account.Account;
import dev.tradepost.user.account.Accounts;

@Path("/users")
@Tag(name = "Users")
@RunOnVirtualThread
class SessionResource {

    private final Accounts accounts;
    private final Sessions sessions;

    SessionResource(Accounts accounts, Sessions sessions) {
        this.accounts = accounts;
        this.sessions = sessions;
    }

    public record LoginRequest(@NotNull @Size(max = 255) String email, @NotNull @Size(max = 255) String password) {}

    /** @param expiresIn seconds that {@code token} is good for */
    public record SignedIn(String token, String refreshToken, long expiresIn, Account user) {}

    @POST
    @Path("/login")
    @PermitAll
    @Operation(summary = "Sign in")
    public Envelope<SignedIn> login(LoginRequest request) {
        Account account = accounts.authenticate(request.email(), request.password());
        Tokens.Pair pair = sessions.start(account);
        return Envelope.of(new SignedIn(pair.access(), pair.refresh(), pair.expiresIn(), account));
    }
}
