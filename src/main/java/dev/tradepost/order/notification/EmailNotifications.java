package dev.tradepost.order.notification;

import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMessage;

import dev.tradepost.order.api.OrderEvent.RefundData;
import dev.tradepost.order.api.OrderEventType;
import dev.tradepost.order.lifecycle.OrderDetail;
import dev.tradepost.order.lifecycle.Orders;
import dev.tradepost.order.payment.Payments;
import dev.tradepost.platform.database.MicroBatcher;
import dev.tradepost.platform.json.UuidText;
import dev.tradepost.platform.mail.Mail;
import dev.tradepost.platform.mail.MailNotSent;
import dev.tradepost.platform.mail.MailServer;
import dev.tradepost.platform.messaging.Message;
import dev.tradepost.platform.messaging.Receiver;
import dev.tradepost.platform.messaging.Subscription;
import dev.tradepost.user.api.Customers;
import dev.tradepost.user.api.Customers.Contact;

/** Queue {@code email.notifications}, on the fanout exchange {@code notifications}: sends customers mail about their orders. */
@ApplicationScoped
class EmailNotifications implements Subscription {

    private static final Logger LOG = Logger.getLogger(EmailNotifications.class);

    private final Receiver receiver;
    private final Notifications notifications;
    private final Orders orders;
    private final Payments payments;
    private final Customers customers;
    private final OrderMails mails;
    private final MailServer server;
    private final MeterRegistry metrics;
    private final MicroBatcher<UUID, Optional<MailContent>> reads = new MicroBatcher<>(this::readBatch);

    /** @param customer empty if the account is erased */
    private record MailContent(OrderDetail order, Optional<Contact> customer) {}

    EmailNotifications(Receiver receiver, Notifications notifications, Orders orders, Payments payments,
            Customers customers, OrderMails mails, MailServer server, MeterRegistry metrics) {
        this.receiver = receiver;
        this.notifications = notifications;
        this.orders = orders;
        this.payments = payments;
        this.customers = customers;
        this.mails = mails;
        this.server = server;
        this.metrics = metrics;
    }

    @Incoming("email-notifications")
    @RunOnVirtualThread
    CompletionStage<Void> receive(IncomingRabbitMQMessage<byte[]> message) {
        return receiver.receive(queue(), message);
    }

    @Override
    public String queue() {
        return "email.notifications";
    }

    @Override
    public List<Binding> bindings() {
        return List.of(Binding.of(OrderEventType.EXCHANGE, OrderEventType.PAID.type(),
                OrderEventType.CANCELLED.type(), OrderEventType.SHIPPED.type(), OrderEventType.DELIVERED.type(),
                OrderEventType.REFUNDED.type()).through("notifications"));
    }

    @Override
    public void handle(Message message) throws Exception {
        OrderEventType type = message.type(OrderEventType::of);
        switch (type) {
            case PAID -> send(message.subject(), OrderMailKind.CONFIRMED, null);
            case CANCELLED -> send(message.subject(), OrderMailKind.CANCELLED, null);
            case SHIPPED -> send(message.subject(), OrderMailKind.SHIPPED, null);
            case DELIVERED -> send(message.subject(), OrderMailKind.DELIVERED, null);
            case REFUNDED -> send(message.subject(), OrderMailKind.REFUNDED, refund(message));
            case CREATED, PROCESSING, REFUND_DUE -> throw new UnknownMessage("there is no mail for " + type);
        }
    }

    private static RefundData refund(Message message) throws UnknownMessage {
        JsonNode refund = message.data().path("refund");
        UUID refundId = UuidText.parse(refund.path("refundId").asText());
        if (refundId == null || !refund.path("amount").isNumber()) {
            throw new UnknownMessage("a refund without id or amount");
        }
        return new RefundData(refundId, refund.path("amount").decimalValue().setScale(2, RoundingMode.UNNECESSARY),
                refund.path("reason").asText());
    }

    private void send(UUID orderId, OrderMailKind kind, @Nullable RefundData refund) throws Exception {
        MailContent content = reads.call(orderId).orElseThrow();
        Optional<Mail> mail = content.customer().filter(Contact::verified).map(customer -> mails.write(kind, customer,
                content.order(), refund, declineReason(kind, content.order())));
        Optional<UUID> claimed = notifications.claim(orderId, kind,
                refund == null ? Notifications.THE_ORDER : refund.refundId());
        if (claimed.isPresent() && mail.isPresent()) {
            send(claimed.get(), mail.get());
        } else if (claimed.isPresent()) {
            skip(orderId, content.customer().isEmpty() ? "erased" : "unverified");
            notifications.sent(claimed.get());
        }
    }

    private @Nullable String declineReason(OrderMailKind kind, OrderDetail order) {
        boolean byPayment = kind == OrderMailKind.CANCELLED && order.history().getLast().by().equals(Payments.ACTOR);
        return byPayment ? payments.declineReason(order.orderId()).orElse(null) : null;
    }

    /** No mail to unverified addresses: an order could otherwise send mail to a stranger. */
    private void skip(UUID orderId, String reason) {
        LOG.debugf("No mail about order %s: %s", orderId, reason);
        metrics.counter("order_mails_skipped", "reason", reason).increment();
    }

    private List<Optional<MailContent>> readBatch(List<UUID> orderIds) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Map<UUID, Orders.OwnedOrder> found = orders.find(orderIds);
            Map<UUID, Contact> contacts = customers
                    .contacts(found.values().stream().map(Orders.OwnedOrder::userId).collect(Collectors.toSet()));
            return orderIds.stream().map(found::get).map(order -> Optional.ofNullable(order).map(
                    it -> new MailContent(it.detail(), Optional.ofNullable(contacts.get(it.userId()))))).toList();
        });
    }

    private void send(UUID id, Mail mail) {
        try {
            server.send(id, mail);
        } catch (MailNotSent failure) {
            if (!failure.mayArrive()) {
                notifications.notSent(id);
            } // else the lease stays: the server may still accept it
            throw failure;
        }
        notifications.sent(id);
    }
}
