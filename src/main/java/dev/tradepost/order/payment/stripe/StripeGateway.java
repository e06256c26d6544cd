package dev.tradepost.order.payment.stripe;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;

import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

import dev.tradepost.order.payment.gateway.PaymentGateway;
import dev.tradepost.order.payment.stripe.StripeCalls.Call;
import dev.tradepost.order.payment.stripe.StripeCalls.StripeResponse;
import dev.tradepost.order.payment.stripe.StripeObjects.Fault;
import dev.tradepost.order.payment.stripe.StripeObjects.Intent;
import dev.tradepost.order.payment.stripe.StripeObjects.Intents;
import dev.tradepost.order.payment.stripe.StripeObjects.StripeRefund;
import dev.tradepost.order.payment.stripe.StripeObjects.StripeRefunds;

/**
 * Stripe's PaymentIntents. An outcome is looked up by our id in the metadata. If Stripe does not find it yet, the same request with the same key
 * returns the first outcome.
 */
@ApplicationScoped
class StripeGateway implements PaymentGateway {

    static final String NAME = "stripe";
    /** Metadata of intents and refunds, which Stripe repeats in its events. */
    static final String PAYMENT_ID = "payment_id";
    static final String REFUND_ID = "refund_id";

    private static final Logger LOG = Logger.getLogger(StripeGateway.class);
    private static final int MAX_REFUNDS = 100;

    private final StripeCalls calls;
    private final StripeConfig config;

    StripeGateway(StripeCalls calls, StripeConfig config) {
        this.calls = calls;
        this.config = config;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChargeOutcome charge(Charge charge) throws GatewayUnavailable {
        MultivaluedMap<String, String> form = form(Map.of(
                "amount", Long.toString(MinorUnits.of(charge.amount())),
                "currency", charge.amount().currency().getCurrencyCode().toLowerCase(Locale.ROOT),
                "automatic_payment_methods[enabled]", "true",
                "automatic_payment_methods[allow_redirects]", "never",
                "metadata[order_id]", charge.orderId().toString(),
                "metadata[" + PAYMENT_ID + "]", charge.idempotencyKey().toString()));
        String token = charge.token();
        if (token != null) { // else the customer chooses how to pay, with the client secret
            form.putSingle("payment_method", token);
            form.putSingle("confirm", "true");
        }
        StripeResponse answer = answer(
                api -> api.createIntent(bearer(), charge.idempotencyKey().toString(), form));
        if (answer.isSuccess()) {
            return outcome(answer.read(Intent.class));
        }
        return new ChargeOutcome.Declined(refusal(answer, "payment", charge.idempotencyKey()));
    }

    @Override
    public Optional<ChargeOutcome> find(UUID idempotencyKey) throws GatewayUnavailable {
        StripeResponse answer = answer(
                api -> api.searchIntents(bearer(), "metadata['" + PAYMENT_ID + "']:'" + idempotencyKey + "'"));
        if (!answer.isSuccess()) {
            return Optional.empty(); // not every account may search
        }
        Optional<Intent> found = answer.read(Intents.class).data().stream().findFirst();
        return found.isPresent() ? Optional.of(outcome(found.get())) : Optional.empty();
    }

    @Override
    public ChargeOutcome abandon(String reference) throws GatewayUnavailable {
        StripeResponse answer = answer(
                api -> api.cancelIntent(bearer(), reference, form(Map.of("cancellation_reason", "abandoned"))));
        ChargeOutcome outcome = outcome(answer.isSuccess() ? answer.read(Intent.class) : intent(reference));
        if (outcome instanceof ChargeOutcome.RequiresAction) {
            throw new GatewayUnavailable("an intent that can neither be cancelled nor is decided");
        }
        return outcome;
    }

    @Override
    public RefundOutcome refund(ChargeRefund refund) throws GatewayUnavailable {
        StripeResponse answer = answer(api -> api.createRefund(bearer(), refund.idempotencyKey().toString(),
                form(Map.of(
                        "payment_intent", refund.paymentReference(),
                        "amount", Long.toString(MinorUnits.of(refund.amount())),
                        "metadata[order_id]", refund.orderId().toString(),
                        "metadata[" + REFUND_ID + "]", refund.idempotencyKey().toString()))));
        if (answer.isSuccess()) {
            return decided(answer.read(StripeRefund.class));
        }
        return new RefundOutcome.Refused(refusal(answer, "refund", refund.idempotencyKey()));
    }

    @Override
    public Optional<RefundOutcome> findRefund(ChargeRefund refund) throws GatewayUnavailable {
        StripeResponse answer = answer(api -> api.refunds(bearer(), refund.paymentReference(), MAX_REFUNDS));
        if (!answer.isSuccess()) {
            throw new GatewayUnavailable("Stripe does not list refunds: " + answer.fault().reason());
        }
        Optional<StripeRefund> found = answer.read(StripeRefunds.class).data().stream()
                .filter(each -> each.metadata() != null
                        && refund.idempotencyKey().toString().equals(each.metadata().get(REFUND_ID)))
                .findFirst();
        return found.isPresent() ? Optional.of(decided(found.get())) : Optional.empty();
    }

    /** @return empty while the refund is not decided */
    static Optional<RefundOutcome> outcome(StripeRefund refund) {
        return switch (refund.status()) {
            case "succeeded" -> Optional.of(new RefundOutcome.Succeeded(refund.id()));
            case "failed", "canceled" -> {
                String reason = refund.failureReason();
                yield Optional.of(new RefundOutcome.Failed(refund.id(), reason == null ? refund.status() : reason));
            }
            case null, default -> Optional.empty();
        };
    }

    private static RefundOutcome decided(StripeRefund refund) throws GatewayUnavailable {
        return outcome(refund).orElseThrow(() -> new GatewayUnavailable("a refund that is " + refund.status()));
    }

    private static ChargeOutcome outcome(Intent intent) throws GatewayUnavailable {
        Fault fault = intent.lastPaymentError();
        return switch (intent.status()) {
            case "succeeded" -> new ChargeOutcome.Captured(intent.id());
            case "canceled" -> new ChargeOutcome.Declined(fault == null ? "not_confirmed" : fault.reason());
            case "requires_payment_method" ->
                fault == null ? action(intent) : new ChargeOutcome.Declined(fault.reason());
            case "requires_action", "requires_confirmation" -> action(intent);
            default -> throw new GatewayUnavailable("an intent that is " + intent.status());
        };
    }

    private static ChargeOutcome action(Intent intent) throws GatewayUnavailable {
        String secret = intent.clientSecret();
        if (secret == null) {
            throw new GatewayUnavailable("an intent without its client secret");
        }
        return new ChargeOutcome.RequiresAction(intent.id(), secret);
    }

    private Intent intent(String id) throws GatewayUnavailable {
        StripeResponse answer = answer(api -> api.intent(bearer(), id));
        if (!answer.isSuccess()) {
            throw new GatewayUnavailable("Stripe does not show an intent: " + answer.fault().reason());
        }
        return answer.read(Intent.class);
    }

    private static String refusal(StripeResponse answer, String what, UUID key) throws GatewayUnavailable {
        Fault fault = answer.fault();
        if (answer.status() != 402) { // not the card's fault
            LOG.warnf("Stripe refuses %s %s with %d: %s %s", what, key, answer.status(), fault.reason(), fault.param());
        }
        return fault.reason();
    }

    private StripeResponse answer(Call call) throws GatewayUnavailable {
        try {
            return calls.answer(call);
        } catch (CircuitBreakerOpenException open) {
            throw new GatewayUnavailable("the circuit to Stripe is open");
        }
    }

    private static MultivaluedMap<String, String> form(Map<String, String> values) {
        return new MultivaluedHashMap<>(values);
    }

    private String bearer() {
        return "Bearer " + config.apiKey().orElseThrow();
    }
}
