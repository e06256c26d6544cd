package dev.tradepost.order.payment.stripe;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The parts of Stripe's objects that we read, with a mapper that ignores unknown fields. */
final class StripeObjects {

    private static final ObjectMapper JSON = new ObjectMapper(
            JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private StripeObjects() {}

    @RegisterForReflection // none of these goes through the REST layer
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Intent(String id, String status, @JsonProperty("client_secret") @Nullable String clientSecret,
            @JsonProperty("last_payment_error") @Nullable Fault lastPaymentError,
            @Nullable Map<String, String> metadata) {

        /** Keeps the secret out of logs. */
        @Override
        public String toString() {
            return "Intent[" + id + ", " + status + "]";
        }
    }

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Intents(List<Intent> data) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record StripeRefund(String id, @Nullable String status,
            @JsonProperty("failure_reason") @Nullable String failureReason,
            @Nullable Map<String, String> metadata) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record StripeRefunds(List<StripeRefund> data) {}

    /** Stripe's message is not read, because it quotes what it was sent. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Fault(@Nullable String type, @Nullable String code, @Nullable String param) {

        static final Fault UNKNOWN = new Fault(null, null, null);

        String reason() {
            return code != null ? code : type != null ? type : "refused";
        }
    }

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Failure(@Nullable Fault error) {}

    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record StripeEvent(String id, String type, Data data) {}

    /** @param object the subject of the event, as it was at that time */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Data(Map<String, Object> object) {}

    /** @throws IOException if the body is not JSON of this type */
    static <T> T read(byte[] body, Class<T> type) throws IOException {
        T object = JSON.readValue(body, type);
        if (object == null) {
            throw new IOException("null");
        }
        return object;
    }

    static <T> T as(Map<String, Object> object, Class<T> type) {
        return JSON.convertValue(object, type);
    }
}
