package dev.tradepost.platform.outbox;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.tradepost.platform.database.Retention;

@Singleton
class OutboxRetention {

    @Produces
    @Singleton
    static Retention sentEvents(OutboxConfig config) {
        return new Retention("platform.outbox_events", "id", "sent_at < ?", config.retention());
    }

    @Produces
    @Singleton
    static Retention handledMessages(OutboxConfig config) {
        return new Retention("platform.inbox_messages", "consumer, message_id", "received_at < ?", config.retention());
    }
}
