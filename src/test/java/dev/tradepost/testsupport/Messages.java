package dev.tradepost.testsupport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;

/** The tests' own way into RabbitMQ, past the application. */
public final class Messages implements AutoCloseable {

    private final Connection connection;
    private final Channel channel;

    private Messages(Connection connection) throws IOException {
        this.connection = connection;
        this.channel = connection.createChannel();
    }

    public static Messages connect() throws IOException, TimeoutException {
        return new Messages(open());
    }

    /** A bare connection. */
    public static Connection open() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(Servers.RABBITMQ);
        factory.setUsername("tradepost");
        factory.setPassword("tradepost");
        factory.setVirtualHost(Lane.VIRTUAL_HOST);
        return factory.newConnection("tests");
    }

    /** @param id of the message, the same as that of the event in its body */
    public void publish(String exchange, String type, String id, String event) throws IOException {
        channel.basicPublish(exchange, type,
                new BasicProperties.Builder().messageId(id).type(type).deliveryMode(2)
                        .contentType("application/cloudevents+json").contentEncoding("UTF-8").build(),
                event.getBytes(StandardCharsets.UTF_8));
    }

    /** A queue that gets a copy of each message of this type from now on; gone with the connection. */
    public String copiesOf(String exchange, String type) throws IOException {
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, exchange, type);
        return queue;
    }

    /** The same, but with room for one message only: it refuses more. */
    public String oneCopyOf(String exchange, String type) throws IOException {
        String queue = channel.queueDeclare("", false, true, true,
                Map.of("x-max-length", 1, "x-overflow", "reject-publish")).getQueue();
        channel.queueBind(queue, exchange, type);
        return queue;
    }

    /** Takes what lies ready in the queue. */
    public List<GetResponse> take(String queue) throws IOException {
        List<GetResponse> messages = new ArrayList<>();
        for (GetResponse message = channel.basicGet(queue, true); message != null; message = channel.basicGet(queue,
                true)) {
            messages.add(message);
        }
        return messages;
    }

    /** Looks at what lies ready in the queue, and leaves it there. */
    public List<GetResponse> look(String queue) throws IOException {
        List<GetResponse> messages = new ArrayList<>();
        for (GetResponse message = channel.basicGet(queue, false); message != null; message = channel.basicGet(queue,
                false)) {
            messages.add(message);
        }
        if (!messages.isEmpty()) {
            channel.basicNack(0, true, true);
        }
        return messages;
    }

    @Override
    public void close() {
        connection.abort();
    }
}
