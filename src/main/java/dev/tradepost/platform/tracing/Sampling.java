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
 * Traces begin with a request or a message, or go on where somebody else has begun; what the instances do by the clock, many times a
 * minute, would drown them.
 */
final class Sampling {

    Sampling() {}

    /** @param share of the traces that begin here: 1 for all, 0.1 for one in ten */
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
            return "Asked{" + some.getDescription() + "}";
        }
    }
}
