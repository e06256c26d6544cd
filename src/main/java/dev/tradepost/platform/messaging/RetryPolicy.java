package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.rabbitmq.client.Delivery;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.messaging.Subscription.RetryLater;

/**
 * Sends a failed message to a retry queue, each time with a longer delay, and in the end to the dead letters. The caller acknowledges the
 * original after the copy is confirmed: a crash in between duplicates the message and never loses it.
 */
@ApplicationScoped
class RetryPolicy {

    private static final Logger LOG = Logger.getLogger(RetryPolicy.class);
    static final String TRIES = "x-tradepost-tries";
    static final String ERROR = "x-tradepost-error";
    /** Id of this death, so that it is stored once however often it is delivered. */
    static final String DEATH = "x-tradepost-death";
    static final String DIED_AT = "x-tradepost-died-at";
    private static final int MAX_ERROR_LENGTH = 250;

    private final Publisher publisher;
    private final List<Duration> delays;
    private final Clock clock;

    RetryPolicy(Publisher publisher, BrokerConfig config, Clock clock) {
        this.publisher = publisher;
        this.delays = config.retryDelays();
        this.clock = clock;
    }

    /**
     * Schedules another attempt, or makes the message a dead letter after the last one.
     *
     * @return whether there is another attempt
     */
    boolean later(String queue, Delivery delivery, Exception failure) throws IOException {
        int tries = tries(delivery);
        if (tries >= delays.size()) {
            giveUp(queue, delivery, failure);
            return false;
        }
        Duration delay = delays.get(tries);
        LOG.warnf("Message %s (%s) of %s failed, try %d; again in %s: %s", delivery.getProperties().getMessageId(),
                delivery.getProperties().getType(), queue, tries + 1, delay, failure.toString());
        copy(Topology.retry(queue, delay), delivery, headers(tries + 1, failure));
        return true;
    }

    /** Delivers the message again after the requested delay, rounded up to a retry queue. The attempt does not count. */
    void putOff(String queue, Delivery delivery, RetryLater early) throws IOException {
        Duration delay = delays.stream().filter(each -> each.compareTo(early.remaining()) >= 0).findFirst()
                .orElse(delays.getLast());
        copy(Topology.retry(queue, delay), delivery, headers(tries(delivery), early));
    }

    void giveUp(String queue, Delivery delivery, Exception failure) throws IOException {
        LOG.errorf(failure, "Message %s (%s) of %s is a dead letter after %d tries",
                delivery.getProperties().getMessageId(), delivery.getProperties().getType(), queue,
                tries(delivery) + 1);
        Map<String, Object> headers = headers(tries(delivery) + 1, failure);
        headers.put(DEATH, Ids.next().toString());
        headers.put(DIED_AT, clock.instant().toString());
        copy(Topology.deadLetters(queue), delivery, headers);
    }

    private static Map<String, Object> headers(int tries, Exception failure) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(TRIES, tries);
        headers.put(ERROR, brief(failure));
        return headers;
    }

    private void copy(String queue, Delivery delivery, Map<String, Object> headers) throws IOException {
        var properties = delivery.getProperties().builder().headers(headers).deliveryMode(2).build();
        var unroutable = publisher.publish(List.of(new Publisher.Outgoing(
                String.valueOf(properties.getMessageId()), "", queue, properties, delivery.getBody())));
        if (!unroutable.isEmpty()) {
            throw new IOException("The queue " + queue + " does not exist");
        }
    }

    private static String brief(Exception failure) {
        String text = FailureReason.of(failure);
        return text.length() <= MAX_ERROR_LENGTH ? text : text.substring(0, MAX_ERROR_LENGTH);
    }

    static int tries(Delivery delivery) {
        Map<String, Object> headers = delivery.getProperties().getHeaders();
        return headers != null && headers.get(TRIES) instanceof Number tries ? tries.intValue() : 0;
    }
}
