package dev.tradepost.platform.broker;

import java.io.IOException;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;

/**
 * Tells the broker which messages of a channel are done with: those that end while another is told of with one word, which costs both
 * sides as much as the word for one. What cannot be told comes again, and the inbox makes that harmless.
 */
final class Acknowledgements {

    private static final Logger LOG = Logger.getLogger(Acknowledgements.class);

    private final Channel channel;
    private final Queue<Settled> settled = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean telling = new AtomicBoolean();
    /** All up to this one are settled; delivery tags are counted from 1. Touched by who is telling only, as is the next. */
    private long upTo;
    /** Settled while one before them is not. */
    private final NavigableSet<Long> ahead = new TreeSet<>();

    /** @param told whether the broker knows */
    private record Settled(long deliveryTag, boolean told) {}

    Acknowledgements(Channel channel) {
        this.channel = channel;
    }

    /** The message is done with. Returns when the broker is told, or when somebody is about to tell it. */
    void accept(long deliveryTag) {
        settled.add(new Settled(deliveryTag, false));
        tell();
    }

    /** The message is to be delivered again. */
    void requeue(long deliveryTag) {
        try {
            channel.basicNack(deliveryTag, false, true);
            settled.add(new Settled(deliveryTag, true));
            tell();
        } catch (IOException | AlreadyClosedException gone) {
            LOG.debugf("The channel is gone, which requeues as well: %s", gone.getMessage());
        }
    }

    /** Everything that is not settled is to be delivered again, at another time. */
    void giveUp() {
        try {
            channel.abort();
        } catch (IOException gone) {
            LOG.debugf("The channel is gone already: %s", gone.getMessage());
        }
    }

    private void tell() {
        while (!settled.isEmpty() && telling.compareAndSet(false, true)) {
            try {
                tellAll();
            } catch (IOException | AlreadyClosedException gone) {
                LOG.debugf("The channel is gone; what it has delivered comes again: %s", gone.getMessage());
            } finally {
                telling.set(false);
            }
        }
    }

    private void tellAll() throws IOException {
        NavigableSet<Long> untold = new TreeSet<>();
        for (Settled one = settled.poll(); one != null; one = settled.poll()) {
            ahead.add(one.deliveryTag);
            if (!one.told) {
                untold.add(one.deliveryTag);
            }
        }
        while (ahead.remove(upTo + 1)) {
            upTo++;
        }
        Long last = untold.floor(upTo); // the broker refuses a tag that it has been told of
        if (last != null) {
            channel.basicAck(last, true);
        }
        for (long deliveryTag : untold.tailSet(upTo, false)) {
            channel.basicAck(deliveryTag, false);
        }
    }
}
