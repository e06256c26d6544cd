package dev.tradepost.order.payment.stripe;

import java.io.IOException;
import java.time.Clock;
import java.util.List;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.jspecify.annotations.Nullable;

import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.Problem;
import dev.tradepost.order.payment.gateway.PaymentConfig;
import dev.tradepost.order.payment.gateway.PaymentGateway.GatewayUnavailable;
import dev.tradepost.order.payment.stripe.StripeObjects.StripeEvent;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Envelope.Done;

/** Receives Stripe's events. The body is bytes, because the signature is computed from them. */
@Path("/payments/webhooks/stripe")
@RunOnVirtualThread
class StripeWebhook {

    private static final int RETRY_SECONDS = 10;

    private final StripeEvents events;
    private final PaymentConfig payments;
    private final StripeConfig stripe;
    private final Clock clock;

    StripeWebhook(StripeEvents events, PaymentConfig payments, StripeConfig stripe, Clock clock) {
        this.events = events;
        this.payments = payments;
        this.stripe = stripe;
        this.clock = clock;
    }

    @POST
    @PermitAll
    @Consumes(MediaType.WILDCARD)
    @RequestBodySchema(String.class)
    public Done receive(@HeaderParam("Stripe-Signature") @Nullable String signature, byte[] body) {
        if (!payments.gateway().equals(StripeGateway.NAME)) {
            throw new Problem.NotFound("Webhook");
        }
        if (!StripeSignature.matches(signature, body, stripe.webhookSecret().orElseThrow(), clock.instant())) {
            throw new Problem.Invalid("invalid_signature", "The signature is wrong, missing or too old", List.of());
        }
        try {
            events.handle(StripeObjects.read(body, StripeEvent.class));
        } catch (GatewayUnavailable unsure) {
            throw new Problem.Unavailable("Stripe does not know the outcome of the payment yet", RETRY_SECONDS);
        } catch (IOException foreign) {
            throw Problem.Invalid.malformedJson("The body is not an event");
        }
        return Envelope.done("Received");
    }
}
