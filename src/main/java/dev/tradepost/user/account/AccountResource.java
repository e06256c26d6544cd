package dev.tradepost.user.account;

import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.platform.security.Roles;
import dev.tradepost.platform.web.Envelope;
import dev.tradepost.platform.web.OpenApiAnswers;

@Path("/users")
@Tag(name = "Users")
@RunOnVirtualThread
class AccountResource {

    private final Accounts accounts;
    private final Users users;
    private final Caller caller;

    AccountResource(Accounts accounts, Users users, Caller caller) {
        this.accounts = accounts;
        this.users = users;
        this.caller = caller;
    }

    public record RegisterRequest(
            @NotNull @Size(max = 255) @Email(regexp = "[^\\p{Z}\\p{C}@<>()\\[\\],;:\"]+@[\\p{L}\\p{N}.-]+\\.[\\p{L}\\p{N}-]+") String email,
            @NotNull @StrongPassword String password,
            @NotBlank @Size(min = 2, max = 50) String firstName,
            @NotBlank @Size(min = 2, max = 50) String lastName,
            @Pattern(regexp = "\\+?[1-9]\\d{1,14}", message = "must be a phone number in international form, such as +1234567890") @Nullable String phone) {

        /** Spaces around an address are a slip of the finger. */
        public RegisterRequest {
            email = email == null ? email : email.strip();
        }
    }

    public record Registered(UUID userId, String email, String firstName, String lastName) {}

    @POST
    @Path("/register")
    @PermitAll
    @Extension(name = OpenApiAnswers.CREATES, value = "true")
    @ResponseStatus(201)
    @Operation(summary = "Open an account")
    public Envelope<Registered> register(RegisterRequest request) {
        Account account = accounts.open(request.email(), request.password(), request.firstName(), request.lastName(),
                request.phone(), Roles.CUSTOMER);
        return Envelope.of(
                new Registered(account.userId(), account.email(), account.firstName(), account.lastName()),
                "User registered successfully");
    }

    @GET
    @Path("/me")
    @Authenticated
    @Transactional
    @Operation(summary = "Read the own profile")
    public Envelope<Profile> me() {
        return Envelope.of(users.findByIdOptional(caller.userId()).map(User::profile)
                .orElseThrow(() -> new Problem.NotFound("User")));
    }
}
