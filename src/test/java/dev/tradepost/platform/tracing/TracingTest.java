package dev.tradepost.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;

class TracingTest {

    @Test
    void nothing_is_traced_until_somebody_is_named_to_send_it_to() {
        assumeTrue(System.getenv(TracingSwitch.ENDPOINT) == null, "this machine's environment names a collector");
        TracingSwitch tracing = new TracingSwitch();
        assertThat(tracing.getValue("quarkus.otel.sdk.disabled")).isEqualTo("true");
        assertThat(tracing.getValue("quarkus.datasource.jdbc.telemetry.enabled")).isEqualTo("false");
        assertThat(tracing.getValue("quarkus.otel.exporter.otlp.endpoint")).isNull();
    }

    @Test
    void a_trace_begins_with_a_request_or_a_message_and_not_with_what_is_done_by_the_clock() {
        assertThat(decision(SpanKind.SERVER)).isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
        assertThat(decision(SpanKind.CONSUMER)).isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
        assertThat(decision(SpanKind.CLIENT)).isEqualTo(SamplingDecision.DROP);
        assertThat(decision(SpanKind.INTERNAL)).isEqualTo(SamplingDecision.DROP);
    }

    private static SamplingDecision decision(SpanKind kind) {
        return Sampling.sampler(1).shouldSample(Context.root(), "0af7651916cd43dd8448eb211c80319c", "anything", kind,
                Attributes.empty(), List.of()).getDecision();
    }
}
