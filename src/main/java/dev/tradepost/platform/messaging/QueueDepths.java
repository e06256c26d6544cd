package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;

/**
 * Messages that wait, as {@code queue_depth}: by queue, and whether they are ready, wait for their next try or are dead letters that
 * are not in the table yet. Asked of the broker now and then, over a connection that is kept; those in work are not counted.
 * Not a number while the broker is away.
 */
@ApplicationScoped
class QueueDepths {

    private static final Logger LOG = Logger.getLogger(QueueDepths.class);

    private final Topology topology;
    private final KeptChannel channel;
    private final Map<QueueSeries, Long> depths = new ConcurrentHashMap<>();

    private record QueueSeries(String queue, String part) {}

    QueueDepths(Broker broker, Topology topology, BrokerConfig config, MeterRegistry metrics) {
        this.topology = topology;
        this.channel = new KeptChannel("depths", broker, topology, config, _ -> {
        });
        for (String queue : topology.queues()) {
            for (String part : List.of("ready", "retry", "dead_letter")) {
                QueueSeries series = new QueueSeries(queue, part);
                Gauge.builder("queue_depth", () -> depth(series)).description("Messages in a queue")
                        .tag("queue", queue).tag("part", part).register(metrics);
            }
        }
    }

    private Number depth(QueueSeries series) {
        Long depth = depths.get(series);
        return depth == null ? Double.NaN : depth;
    }

    @Scheduled(every = "15s", delayed = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void sample() {
        try {
            Channel asked = channel.open();
            for (String queue : topology.queues()) {
                long retries = 0;
                for (String retry : topology.retries(queue)) {
                    retries += asked.messageCount(retry);
                }
                depths.put(new QueueSeries(queue, "ready"), asked.messageCount(queue));
                depths.put(new QueueSeries(queue, "retry"), retries);
                depths.put(new QueueSeries(queue, "dead_letter"), asked.messageCount(Topology.deadLetters(queue)));
            }
        } catch (IOException | AlreadyClosedException away) {
            LOG.debugf("Queues cannot be measured: %s", away.getMessage());
            depths.clear();
            close();
        }
    }

    @PreDestroy
    void close() {
        channel.close();
    }
}
