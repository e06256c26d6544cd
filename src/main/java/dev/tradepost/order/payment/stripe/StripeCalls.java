package dev.tradepost.order.payment.stripe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import io.smallrye.faulttolerance.api.CircuitBreakerName;
import io.smallrye.faulttolerance.api.ExponentialBackoff;

import dev.tradepost.order.payment.gateway.PaymentConfig;
import dev.tradepost.order.payment.gateway.PaymentGateway.GatewayUnavailable;
import dev.tradepost.order.payment.stripe.StripeObjects.Failure;
import dev.tradepost.order.payment.stripe.StripeObjects.Fault;

/**
 * Calls Stripe with retries: every request may be sent twice. All tries of one call together, at four seconds each, stay well below {@link PaymentConfig#lease}.
 */
@ApplicationScoped
class StripeCalls {

    private static final Logger LOG = Logger.getLogger(StripeCalls.class);

    private final StripeApi api;

    StripeCalls(@RestClient StripeApi api) {
        this.api = api;
    }

    interface Call {
        RestResponse<String> on(StripeApi api);
    }

    record StripeResponse(int status, String body) {

        boolean isSuccess() {
            return status < 300;
        }

        /** @throws GatewayUnavailable if the body is no such object: the answer is not from Stripe */
        <T> T read(Class<T> type) throws GatewayUnavailable {
            try {
                return StripeObjects.read(body.getBytes(StandardCharsets.UTF_8), type);
            } catch (IOException | RuntimeException foreign) {
                throw new GatewayUnavailable("an answer that is not Stripe's, status " + status);
            }
        }

        Fault fault() throws GatewayUnavailable {
            Fault fault = read(Failure.class).error();
            return fault == null ? Fault.UNKNOWN : fault;
        }
    }

    /**
     * Returns a success or a final refusal.
     *
     * @throws GatewayUnavailable for everything that a later call may answer differently
     */
    @Retry(maxRetries = 2, delay = 200, jitter = 100, retryOn = GatewayUnavailable.class)
    @ExponentialBackoff
    @CircuitBreakerName("stripe")
    @CircuitBreaker(requestVolumeThreshold = 20, delay = 5, delayUnit = ChronoUnit.SECONDS, failOn = GatewayUnavailable.class)
    StripeResponse answer(Call call) throws GatewayUnavailable {
        StripeResponse answer = sent(call);
        int status = answer.status();
        if (status == 401 || status == 403) {
            LOG.errorf("Stripe does not accept the key (STRIPE_API_KEY): %d", status);
            throw new GatewayUnavailable("Stripe does not accept our key");
        }
        // 409: another request with the same key, or about the same object, is still running.
        if (status == 409 || status == 429 || status >= 500) {
            throw new GatewayUnavailable("Stripe answered " + status);
        }
        if (status == 400 && "idempotency_error".equals(answer.fault().type())) {
            LOG.error("Stripe knows the key with other values; the first outcome has to be looked up");
            throw new GatewayUnavailable("Stripe knows the key with other values");
        }
        return answer;
    }

    private StripeResponse sent(Call call) throws GatewayUnavailable {
        try {
            RestResponse<String> response = call.on(api);
            return answer(response.getStatus(), response.getEntity());
        } catch (WebApplicationException refusal) {
            Response response = refusal.getResponse();
            return answer(response.getStatus(), response.readEntity(String.class));
        } catch (ProcessingException noAnswer) {
            throw new GatewayUnavailable("no answer from Stripe: " + noAnswer.getMessage());
        }
    }

    private static StripeResponse answer(int status, @Nullable String body) {
        return new StripeResponse(status, body == null ? "" : body);
    }
}
