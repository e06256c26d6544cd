package dev.tradepost.user.address;

import java.util.List;
import java.util.UUID;

import jakarta.transaction.Transactional;
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

import dev.tradepost.platform.security.Caller;
import dev.tradepost.platform.web.Envelope;
import dev.tradepost.platform.web.OpenApiAnswers;

@Path("/users/me/addresses")
@Tag(name = "Users")
@Authenticated
@RunOnVirtualThread
class AddressResource {

    private final Addresses addresses;
    private final Caller caller;

    AddressResource(Addresses addresses, Caller caller) {
        this.addresses = addresses;
        this.caller = caller;
    }

    public record AddressRequest(
            @NotNull @Pattern(regexp = "shipping|billing", message = "must be shipping or billing") String addressType,
            @NotBlank @Size(max = 255) String street,
            @NotBlank @Size(max = 100) String city,
            @NotBlank @Size(max = 100) String state,
            @NotBlank @Size(max = 20) String postalCode,
            @NotNull @Country String country,
            @Nullable Boolean isDefault) {}

    public record AddressView(UUID addressId, String addressType, String street, String city, String state,
            String postalCode, String country, boolean isDefault) {}

    public record AddressList(List<AddressView> addresses) {}

    @GET
    @Transactional
    @Operation(summary = "List the own addresses")
    public Envelope<AddressList> list() {
        return Envelope.of(new AddressList(addresses.of(caller.userId()).stream().map(Address::view).toList()));
    }

    @POST
    @Extension(name = OpenApiAnswers.CREATES, value = "true")
    @ResponseStatus(201)
    @Operation(summary = "Add an address")
    public Envelope<AddressView> add(AddressRequest request) {
        return Envelope.of(addresses.add(caller.userId(), request).view());
    }
}
