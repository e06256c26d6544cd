package dev.tradepost.user.account;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Preconditions;
import dev.tradepost.platform.json.TextOrNull;
import dev.tradepost.platform.security.Caller;
import dev.tradepost.user.password.StrongPassword;

@Path("/users")
@RunOnVirtualThread
class AccountResource {

    /** One address, and nothing that a mail server could read as two, or as a name. Before the @ only ASCII: our mails do without SMTPUTF8. */
    private static final String EMAIL = "[\\x21-\\x7E&&[^@<>()\\[\\],;:\"]]+@[\\p{L}\\p{N}.-]+\\.[\\p{L}\\p{N}-]+";
    private static final String EMAIL_RULE = "must be an e-mail address, such as robin@example.com, with plain letters before the @";
    private static final String PHONE = "\\+?[1-9]\\d{1,14}";
    private static final String PHONE_RULE = "must be a phone number in international form, such as +1234567890";

    private final Registration registration;
    private final Users users;
    private final FieldEncryption encryption;
    private final Preconditions preconditions;
    private final Caller caller;
    private final Clock clock;

    AccountResource(Registration registration, Users users, FieldEncryption encryption, Preconditions preconditions,
            Caller caller,
            Clock clock) {
        this.registration = registration;
        this.users = users;
        this.encryption = encryption;
        this.preconditions = preconditions;
        this.caller = caller;
        this.clock = clock;
    }

    public record RegisterRequest(
            @NotNull @Size(max = 255) @Email(regexp = EMAIL, message = EMAIL_RULE) String email,
            @NotNull @StrongPassword String password,
            @NotBlank @Size(min = 2, max = 50) String firstName,
            @NotBlank @Size(min = 2, max = 50) String lastName,
            @Pattern(regexp = PHONE, message = PHONE_RULE) @Nullable String phone) {

        /** Normalises the address first: lower case may be longer than what was sent. */
        public RegisterRequest {
            email = email == null ? email : Account.normalisedEmail(email);
        }
    }

    public record Registered(UUID userId,
            String email,
            String firstName,
            String lastName) {}

    public record Profile(UUID userId,
            String email,
            String firstName,
            String lastName,
            @Nullable String phone,
            String role,
            boolean isVerified,
            Instant createdAt,
            @Nullable Instant lastLogin) {}

    /** A missing field is not changed. */
    public record ProfileChange(
            @Size(min = 2, max = 50) @Pattern(regexp = ".*\\S.*", message = "must not be blank") @Nullable String firstName,
            @Size(min = 2, max = 50) @Pattern(regexp = ".*\\S.*", message = "must not be blank") @Nullable String lastName,
            @Schema(type = SchemaType.STRING) @SuppressWarnings("NullableOptional") // null: missing; empty: JSON null
            @JsonDeserialize(using = TextOrNull.class) @Nullable Optional<@Pattern(regexp = PHONE, message = PHONE_RULE) String> phone) {}

    @POST
    @Path("/register")
    @PermitAll
    @ResponseStatus(201)
    public Envelope<Registered> register(RegisterRequest request) {
        Account account = registration.register(request);
        return Envelope.of(
                new Registered(account.userId(), account.email(), account.firstName(), account.lastName()),
                "User registered successfully");
    }

    @GET
    @Path("/me")
    @Authenticated
    @Transactional
    public Envelope<Profile> me() {
        return shown(users.get(caller.userId()));
    }

    @PATCH
    @Path("/me")
    @Authenticated
    @Transactional
    public Envelope<Profile> change(ProfileChange change) {
        User user = users.lock(caller.userId());
        preconditions.requireMatch(user.version());
        user.rename(change.firstName(), change.lastName(), clock.instant());
        if (change.phone() != null) {
            user.changePhone(change.phone().orElse(null), encryption, clock.instant());
        }
        users.flush(); // assigns the new version
        return shown(user);
    }

    private Envelope<Profile> shown(User user) {
        preconditions.shows(user.version());
        return Envelope.of(user.profile(encryption));
    }
}
