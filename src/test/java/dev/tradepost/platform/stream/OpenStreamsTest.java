package dev.tradepost.platform.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

import dev.tradepost.kernel.Problem;
import dev.tradepost.testsupport.Together;

@QuarkusTest
class OpenStreamsTest {

    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    @Inject
    OpenStreams streams;

    @Test
    void concurrent_streams_of_a_user_do_not_exceed_the_limit() throws Exception {
        UUID userId = UUID.randomUUID();
        List<OpenStream> open = new ArrayList<>(Together.times(20, () -> {
            try {
                return List.of(streams.open(userId, UUID.randomUUID(), LATER));
            } catch (Problem.TooMany refused) {
                return List.<OpenStream>of();
            }
        }).stream().flatMap(List::stream).toList());
        assertThat(open).hasSize(5);
        open.getFirst().close();
        open.getFirst().close();
        OpenStream next = streams.open(userId, UUID.randomUUID(), LATER);
        assertThatThrownBy(() -> streams.open(userId, UUID.randomUUID(), LATER)).isInstanceOf(Problem.TooMany.class);
        open.forEach(OpenStream::close);
        next.close();
    }

    @Test
    void a_stream_of_an_unknown_session_ends() {
        List<String> ended = new ArrayList<>();
        OpenStream stream = streams.open(UUID.randomUUID(), UUID.randomUUID(), LATER);
        stream.endBy(() -> ended.add("stream"));
        streams.endWhereSessionEnded();
        assertThat(ended).containsExactly("stream");
        stream.close();
    }
}
