package dev.tradepost.platform.messaging;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;

import dev.tradepost.testsupport.Messages;

/** Reads what goes over the tests' exchange in the order in which the broker got it. */
@ApplicationScoped
public class Copies {

    private final ObjectMapper json;
    private Connection connection;
    private Channel channel;
    private String queue;

    Copies(ObjectMapper json) {
        this.json = json;
    }

    public void open() throws IOException, TimeoutException {
        connection = Messages.open();
        channel = connection.createChannel();
        channel.exchangeDeclare(Letterbox.EXCHANGE, BuiltinExchangeType.TOPIC, true);
        queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, Letterbox.EXCHANGE, "letter.ordered");
    }

    /** The numbers of each subject's letters. */
    public Map<UUID, List<Integer>> drain() throws IOException {
        Map<UUID, List<Integer>> numbers = new HashMap<>();
        for (GetResponse copy = channel.basicGet(queue, true); copy != null; copy = channel.basicGet(queue, true)) {
            JsonNode event = json.readTree(copy.getBody());
            numbers.computeIfAbsent(UUID.fromString(event.path("subject").asText()), _ -> new ArrayList<>())
                    .add(event.path("data").path("number").asInt());
        }
        return numbers;
    }

    public void close() {
        connection.abort();
    }
}
