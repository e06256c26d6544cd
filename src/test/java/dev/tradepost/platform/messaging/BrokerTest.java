package dev.tradepost.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.rabbitmq.RabbitMQClient;

import dev.tradepost.testsupport.Instance;
import dev.tradepost.testsupport.Lane;
import dev.tradepost.testsupport.Servers;
import dev.tradepost.testsupport.TestCertificate;

/** The real broker; where encryption is the subject, behind a socket that decrypts. */
class BrokerTest {

    private record Config(List<String> hosts, int port, boolean tls, Optional<Path> ca) implements BrokerConfig {
        @Override
        public String username() {
            return "tradepost";
        }

        @Override
        public String password() {
            return "tradepost";
        }

        @Override
        public String virtualHost() {
            return Lane.VIRTUAL_HOST;
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(30);
        }

        @Override
        public int prefetch() {
            return 1;
        }

        @Override
        public List<Duration> retryDelays() {
            return List.of();
        }

        @Override
        public Duration redeliveryPoll() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration lostAfter() {
            return Duration.ofHours(1);
        }

        @Override
        public int deliveryLimit() {
            return 1;
        }
    }

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void P17_of_several_nodes_one_that_answers_is_enough() throws Exception {
        int nobody = Instance.freePort();
        connect(new Config(List.of("127.0.0.1:" + nobody, "127.0.0.1"), Servers.RABBITMQ, false, Optional.empty()));
    }

    @Test
    void a_broker_whose_authority_is_trusted_is_reached_encrypted(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.create(directory, "localhost");
        try (ServerSocket decrypting = decrypting(certificate)) {
            connect(encrypted(decrypting, Optional.of(certificate.pem())));
        }
    }

    @Test
    void a_broker_whose_certificate_nobody_signed_or_that_has_another_name_is_not_trusted(@TempDir Path directory)
            throws Exception {
        TestCertificate elsewhere = TestCertificate.create(directory, "elsewhere.example");
        try (ServerSocket decrypting = decrypting(elsewhere)) {
            assertThatThrownBy(() -> connect(encrypted(decrypting, Optional.empty())))
                    .hasRootCauseInstanceOf(GeneralSecurityException.class);
            assertThatThrownBy(() -> connect(encrypted(decrypting, Optional.of(elsewhere.pem()))))
                    .hasRootCauseInstanceOf(GeneralSecurityException.class);
        }
    }

    private static Config encrypted(ServerSocket decrypting, Optional<Path> ca) {
        return new Config(List.of("localhost"), decrypting.getLocalPort(), true, ca);
    }

    private void connect(Config config) throws Exception {
        RabbitMQClient client = RabbitMQClient.create(vertx, Broker.options(config).setReconnectAttempts(0));
        await(client.start());
        assertThat(client.isConnected()).isTrue();
        await(client.stop());
    }

    private static void await(Future<Void> done) throws Exception {
        done.toCompletionStage().toCompletableFuture().get();
    }

    private static ServerSocket decrypting(TestCertificate certificate) throws Exception {
        ServerSocket listening = certificate.serverContext().getServerSocketFactory().createServerSocket(0);
        Thread.ofVirtual().start(() -> {
            while (!listening.isClosed()) {
                try {
                    Socket client = listening.accept();
                    Socket broker = new Socket(InetAddress.getLoopbackAddress(), Servers.RABBITMQ);
                    Thread.ofVirtual().start(() -> copy(client, broker));
                    Thread.ofVirtual().start(() -> copy(broker, client));
                } catch (IOException closed) {
                    return;
                }
            }
        });
        return listening;
    }

    private static void copy(Socket from, Socket to) {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
