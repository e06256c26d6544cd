package dev.tradepost.platform.messaging;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;

/**
 * Creates a span for each message, in the trace of the request that caused it. The span names only the class of a failure; the log has the
 * details, with the same trace id.
 */
final class Traced implements Subscription {

    private static final String TRACEPARENT = "traceparent";

    private final Subscription subscription;
    private final Tracer tracer;

    Traced(Subscription subscription, Tracer tracer) {
        this.subscription = subscription;
        this.tracer = tracer;
    }

    @Override
    public String queue() {
        return subscription.queue();
    }

    @Override
    public List<Binding> bindings() {
        return subscription.bindings();
    }

    @Override
    public Set<String> types() {
        return subscription.types();
    }

    @Override
    public boolean keepsInbox() {
        return subscription.keepsInbox();
    }

    @Override
    public void handle(Message message) throws Exception {
        Context cause = W3CTraceContextPropagator.getInstance().extract(Context.root(), message.traceparent(),
                new OfMessage());
        Span span = tracer.spanBuilder("process " + queue()).setSpanKind(SpanKind.CONSUMER).setParent(cause)
                .setAttribute("messaging.system", "rabbitmq").setAttribute("messaging.destination.name", queue())
                .setAttribute("messaging.message.id", message.id().toString())
                .setAttribute("cloudevents.event_type", message.type()).startSpan();
        try (Scope _ = span.makeCurrent()) {
            subscription.handle(message);
        } catch (RetryLater early) {
            throw early;
        } catch (Exception failure) {
            span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
            throw failure;
        } finally {
            span.end();
        }
    }

    private record OfMessage() implements TextMapGetter<String> {
        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of(TRACEPARENT);
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
            return key.equals(TRACEPARENT) ? traceparent : null;
        }
    }
}
