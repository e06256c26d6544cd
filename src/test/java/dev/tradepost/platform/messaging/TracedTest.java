package dev.tradepost.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;

class TracedTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    private final List<ReadableSpan> ended = new CopyOnWriteArrayList<>();
    private final SdkTracerProvider traces = SdkTracerProvider.builder().addSpanProcessor(new SpanProcessor() {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            ended.add(span);
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }
    }).build();

    @Test
    void a_message_goes_on_with_the_trace_that_caused_it() throws Exception {
        traced(message -> assertThat(Span.current().getSpanContext().getTraceId()).isEqualTo(TRACE))
                .handle(message());
        assertThat(ended).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("process letters");
            assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
            assertThat(span.getSpanContext().getTraceId()).isEqualTo(TRACE);
            assertThat(span.getParentSpanContext().getSpanId()).isEqualTo(SPAN);
        });
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    @Test
    void one_that_fails_tells_the_kind_of_failure_and_nothing_of_what_it_says() {
        assertThatThrownBy(() -> traced(message -> {
            throw new IllegalStateException("robin@example.com");
        }).handle(message())).hasMessage("robin@example.com");
        assertThat(ended).singleElement().satisfies(span -> {
            assertThat(span.toSpanData().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(span.toSpanData().toString()).contains("IllegalStateException").doesNotContain("robin");
        });
    }

    @Test
    void one_without_a_trace_begins_its_own() throws Exception {
        traced(message -> {
        }).handle(new Message(UUID.randomUUID(), "letter.sent", UUID.randomUUID(), "broken",
                JsonNodeFactory.instance.objectNode()));
        assertThat(ended).singleElement()
                .satisfies(span -> assertThat(span.getParentSpanContext().isValid()).isFalse());
    }

    private static Message message() {
        return new Message(UUID.randomUUID(), "letter.sent", UUID.randomUUID(), "00-" + TRACE + "-" + SPAN + "-01",
                JsonNodeFactory.instance.objectNode());
    }

    @FunctionalInterface
    private interface Handler {
        void handle(Message message) throws Exception;
    }

    private Traced traced(Handler handler) {
        return new Traced(new Subscription() {
            @Override
            public String queue() {
                return "letters";
            }

            @Override
            public List<Binding> bindings() {
                return List.of();
            }

            @Override
            public void handle(Message message) throws Exception {
                handler.handle(message);
            }
        }, traces.get("test"));
    }
}
