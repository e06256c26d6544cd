package dev.tradepost.user.address;

import java.util.List;
import java.util.UUID;

import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.platform.crypto.FieldEncryption;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Envelope.Done;
import dev.tradepost.platform.http.Preconditions;
import dev.tradepost.platform.idempotency.HonoursIdempotencyKey;
import dev.tradepost.platform.idempotency.Idempotency;
import dev.tradepost.platform.security.Caller;

@Path("/users/me/addresses")
@Authenticated
@RunOnVirtualThread
class AddressResource {

    private final Addresses addresses;
    private final FieldEncryption encryption;
    private final Preconditions preconditions;
    private final Idempotency idempotency;
    private final Caller caller;

    AddressResource(Addresses addresses, FieldEncryption encryption, Preconditions preconditions,
            Idempotency idempotency,
            Caller caller) {
        this.addresses = addresses;
        this.encryption = encryption;
        this.preconditions = preconditions;
        this.idempotency = idempotency;
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

    @RegisterForReflection // Idempotency reads stored responses
    public record AddressView(UUID addressId,
            String addressType,
            String street,
            String city,
            String state,
            String postalCode,
            String country,
            boolean isDefault) {}

    public record AddressList(List<AddressView> addresses) {}

    @GET
    @Transactional
    public Envelope<AddressList> list() {
        return Envelope.of(
                new AddressList(
                        addresses.of(caller.userId()).stream().map(address -> address.view(encryption)).toList()));
    }

    @POST
    @HonoursIdempotencyKey
    public RestResponse<Envelope<AddressView>> add(AddressRequest request) {
        AddressView added = idempotency.onceEncrypted("POST /users/me/addresses", request, AddressView.class,
                () -> addresses.add(caller.userId(), request).view(encryption));
        preconditions.shows(UserAddress.FIRST_VERSION); // of a replayed address too: a client that changed it since gets a 412
        return RestResponse.status(RestResponse.Status.CREATED, Envelope.of(added));
    }

    @GET
    @Path("/{addressId}")
    @Transactional
    public Envelope<AddressView> read(@PathParam("addressId") UUID addressId) {
        return shown(addresses.get(caller.userId(), addressId));
    }

    @PUT
    @Path("/{addressId}")
    @Transactional
    public Envelope<AddressView> replace(@PathParam("addressId") UUID addressId, AddressRequest request) {
        UserAddress address = addresses.lock(caller.userId(), addressId);
        preconditions.requireMatch(address.version());
        addresses.replace(address, request);
        return shown(address);
    }

    @DELETE
    @Path("/{addressId}")
    @Transactional
    public Done remove(@PathParam("addressId") UUID addressId) {
        UserAddress address = addresses.lock(caller.userId(), addressId);
        preconditions.requireMatch(address.version());
        addresses.delete(address);
        return Envelope.done("Address removed");
    }

    private Envelope<AddressView> shown(UserAddress address) {
        preconditions.shows(address.version());
        return Envelope.of(address.view(encryption));
    }
}
