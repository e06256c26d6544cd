package dev.tradepost.platform.messaging;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import com.rabbitmq.client.Address;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import io.vertx.rabbitmq.RabbitMQClient;
import io.vertx.rabbitmq.RabbitMQOptions;

/**
 * The way to RabbitMQ: the settings of all connections, and one connection of its own, which declares the {@link Topology} each time it is
 * opened and counts messages. The other connections belong to the messaging connector.
 */
@ApplicationScoped
class Broker {

    /** Milliseconds. */
    private static final long RECONNECT_INTERVAL = 1_000;

    private static final Logger LOG = Logger.getLogger(Broker.class);

    private final RabbitMQClient client;
    private final Topology topology;
    private final BrokerConfig config;

    Broker(Vertx vertx, BrokerConfig config, Topology topology) {
        this.config = config;
        this.topology = topology;
        this.client = RabbitMQClient.create(vertx, options(config).setConnectionName("tradepost topology"));
        client.addConnectionEstablishedCallback(declared -> topology.declare(client).onComplete(declared)
                .onFailure(failure -> LOG.error(failure.getMessage())));
    }

    /** The connector finds them by name, for each of its channels. */
    @Produces
    @Identifier("tradepost")
    static RabbitMQOptions options(BrokerConfig config) {
        int millis = Math.toIntExact(config.timeout().toMillis());
        RabbitMQOptions options = new RabbitMQOptions()
                .setAddresses(config.hosts().stream().map(host -> address(host, config.port())).toList())
                .setUser(config.username()).setPassword(config.password()).setVirtualHost(config.virtualHost())
                .setConnectionTimeout(millis).setHandshakeTimeout(millis)
                .setRequestedHeartbeat(Math.toIntExact(config.timeout().toSeconds()))
                .setAutomaticRecoveryEnabled(false)
                .setReconnectAttempts(Integer.MAX_VALUE).setReconnectInterval(RECONNECT_INTERVAL)
                .setConnectionName("tradepost");
        if (config.tls()) {
            options.setSsl(true).setTrustOptions(TrustOptions.wrap(BrokerTrust.of(config.ca())));
        }
        return options;
    }

    private static Address address(String host, int defaultPort) {
        Address address = Address.parseAddress(host.strip());
        return address.getPort() == -1 ? new Address(address.getHost(), defaultPort) : address;
    }

    /** Does not wait: the application starts without a broker. */
    void start(@Observes StartupEvent started) {
        Future<Void> _ = client.start();
    }

    void stop(@Observes ShutdownEvent stopping) {
        Future<Void> _ = client.stop();
    }

    /**
     * How many messages the queue has that nobody is handling.
     *
     * @throws IOException if the broker does not answer, or has no such queue
     */
    long waiting(String queue) throws IOException {
        check(false);
        return requireNonNull(await(client.messageCount(queue), "counting " + queue));
    }

    /**
     * Whether messages can be published.
     *
     * @param byAsking whether the broker has to answer now
     * @throws IOException if not
     */
    void check(boolean byAsking) throws IOException {
        if (!client.isConnected()) {
            throw new IOException("RabbitMQ is not connected");
        }
        if (byAsking) {
            await(topology.declare(client), "declaring queues");
        }
    }

    private <T> @Nullable T await(Future<T> answer, String what) throws IOException {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(config.timeout().toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new IOException("RabbitMQ failed at " + what, failure.getCause());
        } catch (TimeoutException late) {
            throw new IOException("RabbitMQ did not answer within %s: %s".formatted(config.timeout(), what));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopping);
        }
    }
}
