package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Delivery;

import dev.tradepost.kernel.Ids;
import dev.tradepost.platform.database.DatabaseFailures;
import dev.tradepost.platform.database.Retention;
import dev.tradepost.platform.database.Sql;

/**
 * The table of what is given up, where it can be listed, counted and redriven one by one. What the broker gives up arrives through its queues
 * of dead letters, and is acknowledged after its row is committed. The row has the id of the death, so a letter that is delivered twice is
 * stored once.
 */
@ApplicationScoped
class DeadLetters {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    /**
     * How long to retry a letter that cannot be written. Requeueing it would count against the delivery limit that newer brokers set for
     * every quorum queue, after which they drop the letter.
     */
    private static final Duration MAX_WAIT = Duration.ofMinutes(20);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    private static final String INSERT = """
            insert into platform.dead_letters (id, queue, message_id, type, subject, body, reason, tries, died_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing""";

    private final Sql sql;
    private final ObjectMapper json;
    private final Clock clock;

    DeadLetters(Sql sql, ObjectMapper json, Clock clock) {
        this.sql = sql;
        this.json = json;
        this.clock = clock;
    }

    /** Returns when the letter is committed. */
    void store(String deadLetterQueue, Delivery letter) throws IOException {
        Instant deadline = clock.instant().plus(MAX_WAIT);
        Duration pause = Duration.ofSeconds(1);
        while (true) {
            try {
                insert(new ReceivedDeadLetter(Topology.origin(deadLetterQueue), letter));
                return;
            } catch (RuntimeException failure) {
                if (clock.instant().isAfter(deadline)) {
                    throw new IOException("a dead letter of " + deadLetterQueue + " cannot be written", failure);
                }
                LOG.warnf("A dead letter of %s cannot be written, again in %s: %s", deadLetterQueue, pause,
                        DatabaseFailures.reason(failure));
            }
            sleep(pause);
            Duration longer = pause.multipliedBy(2);
            pause = longer.compareTo(MAX_PAUSE) < 0 ? longer : MAX_PAUSE;
        }
    }

    /** What this application gives up. A crash before the acknowledgement gives a message a second letter, and never none. */
    void add(String queue, Delivery delivery, int tries, String reason) {
        ReceivedDeadLetter letter = new ReceivedDeadLetter(queue, delivery);
        sql.update(INSERT, Ids.next(), queue, letter.messageId(), letter.type(), letter.subject(json), letter.body(),
                reason, tries, clock.instant());
    }

    private void insert(ReceivedDeadLetter letter) {
        sql.update(INSERT, letter.deathId(), letter.queue(), letter.messageId(), letter.type(), letter.subject(json),
                letter.body(), letter.reason(), letter.tries(), letter.diedAt().orElse(clock.instant()));
    }

    private static void sleep(Duration pause) throws IOException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", stop);
        }
    }

    @Produces
    @Singleton
    static Retention retention() {
        return new Retention("platform.dead_letters", "id", "settled_at < ?", Duration.ofDays(30));
    }
}
