package dev.tradepost.platform.tracing;

import java.util.List;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;

/**
 * Starts traces at requests and messages only, and continues those of clients. Scheduled work, many times a minute, would drown them.
 */
final class Sampling {

    Sampling() {}

    /** @param share of the traces that begin here, from 0 to 1 */
    @Produces
    @Singleton
    static Sampler sampler(
            @ConfigProperty(name = "tradepost.traces.sampling-ratio", defaultValue = "1.0") double share) {
        return Sampler.parentBased(new RequestSampler(Sampler.traceIdRatioBased(share)));
    }

    private record RequestSampler(Sampler some) implements Sampler {

        @Override
        public SamplingResult shouldSample(Context parent, String traceId, String name, SpanKind kind,
                Attributes attributes, List<LinkData> links) {
            return kind == SpanKind.SERVER || kind == SpanKind.CONSUMER
                    ? some.shouldSample(parent, traceId, name, kind, attributes, links)
                    : SamplingResult.drop();
        }

        @Override
        public String getDescription() {
            return "RequestSampler{" + some.getDescription() + "}";
        }
    }
}
