package dev.tradepost.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;

import dev.tradepost.platform.limits.ClientConnection.ServedRequest;

/** The order of events on one connection, which a client cannot bring about at will. */
class ClientConnectionTest {

    private final ConnectionConfig config = new ConnectionConfig() {
        @Override
        public int max() {
            return 1;
        }

        @Override
        public Duration headerTimeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration bodyTimeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Set<String> uploadPaths() {
            return Set.of();
        }
    };
    private final ClientConnection connection = new ClientConnection(new EmbeddedChannel());

    @Test
    void P28_a_response_that_ends_late_leaves_the_time_limit_of_the_next_request() {
        ServedRequest first = connection.serve(requestWithoutEnd());
        ServedRequest second = connection.serve(requestWithoutEnd());

        connection.served(first);
        assertThat(isLateAfterTwoSeconds()).isTrue();

        connection.served(second);
        assertThat(isLateAfterTwoSeconds()).isFalse();
    }

    private boolean isLateAfterTwoSeconds() {
        return connection.isLate(System.nanoTime() + Duration.ofSeconds(2).toNanos(), config);
    }

    private static HttpServerRequest requestWithoutEnd() {
        return (HttpServerRequest) Proxy.newProxyInstance(HttpServerRequest.class.getClassLoader(),
                new Class<?>[]{HttpServerRequest.class}, (_, method, _) -> switch (method.getName()) {
                    case "getHeader" -> "100";
                    case "headers" -> MultiMap.caseInsensitiveMultiMap();
                    case "isEnded" -> false;
                    case "path" -> "/";
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
