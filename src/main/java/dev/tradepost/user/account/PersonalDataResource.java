package dev.tradepost.user.account;

import java.util.Map;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Envelope.Done;
import dev.tradepost.platform.openapi.OpenApiAnswers;
import dev.tradepost.platform.security.Caller;

/** The rights of data subjects: a copy of their data, and its erasure. */
@Path("/users")
@Tag(name = "Users")
@Authenticated
@RunOnVirtualThread
class PersonalDataResource {

    private final PersonalData data;
    private final Caller caller;

    PersonalDataResource(PersonalData data, Caller caller) {
        this.data = data;
        this.caller = caller;
    }

    public record EraseRequest(@Schema(examples = "Correct-Horse-1!") @NotNull @Size(max = 255) String password) {}

    @GET
    @Path("/me/export")
    @Operation(summary = "Export your personal data", description = "profile, addresses, sessions, mails, events and orders, each as a list or an object.")
    public Envelope<Map<String, Object>> export() {
        return Envelope.of(data.export(caller.userId()));
    }

    @DELETE
    @Path("/me")
    @Extension(name = OpenApiAnswers.PROBLEMS, value = "401 invalid_credentials, 409 last_administrator")
    @Operation(summary = "Erase your account", description = "Name, addresses, phone, e-mail, sessions and mails go at once; orders keep what accounting needs, and lose the address when they are over. This cannot be undone.")
    public Done erase(EraseRequest request) {
        data.erase(caller.userId(), request.password());
        return Envelope.done("The account is erased");
    }
}
