package dev.tradepost.order.payment.stripe;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;

import org.eclipse.microprofile.rest.client.annotation.ClientHeaderParam;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The part of Stripe's API that we use. Bodies are text, because a proxy may answer with something other than JSON. The version is pinned:
 * an upgrade of the account changes nothing.
 */
@RegisterRestClient(configKey = "stripe")
@ClientHeaderParam(name = "Stripe-Version", value = "2025-03-31.basil")
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
interface StripeApi {

    String AUTHORIZATION = "Authorization";
    String KEY = "Idempotency-Key";

    @POST
    @Path("/payment_intents")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    RestResponse<String> createIntent(@HeaderParam(AUTHORIZATION) String bearer, @HeaderParam(KEY) String key,
            MultivaluedMap<String, String> form);

    @GET
    @Path("/payment_intents/{id}")
    RestResponse<String> intent(@HeaderParam(AUTHORIZATION) String bearer, @PathParam("id") String id);

    /** Finds a new intent only after up to a minute. */
    @GET
    @Path("/payment_intents/search")
    RestResponse<String> searchIntents(@HeaderParam(AUTHORIZATION) String bearer, @QueryParam("query") String query);

    /** Has no idempotency key: cancelling twice changes nothing, and Stripe must not remember a refusal. */
    @POST
    @Path("/payment_intents/{id}/cancel")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    RestResponse<String> cancelIntent(@HeaderParam(AUTHORIZATION) String bearer, @PathParam("id") String id,
            MultivaluedMap<String, String> form);

    @POST
    @Path("/refunds")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    RestResponse<String> createRefund(@HeaderParam(AUTHORIZATION) String bearer, @HeaderParam(KEY) String key,
            MultivaluedMap<String, String> form);

    @GET
    @Path("/refunds")
    RestResponse<String> refunds(@HeaderParam(AUTHORIZATION) String bearer,
            @QueryParam("payment_intent") String intent, @QueryParam("limit") int limit);
}
