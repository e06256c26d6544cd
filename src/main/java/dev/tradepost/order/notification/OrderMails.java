package dev.tradepost.order.notification;

import java.time.Duration;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

import dev.tradepost.order.lifecycle.OrderDetail;
import dev.tradepost.order.notification.Notification.Kind;
import dev.tradepost.user.api.Customers.Contact;

/** Writes and sends the mails about orders. */
@ApplicationScoped
class OrderMails {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ReactiveMailer mailer;

    OrderMails(ReactiveMailer mailer) {
        this.mailer = mailer;
    }

    /** Returns when the mail server has taken the mail. */
    void send(UUID id, Kind kind, Contact customer, OrderDetail order) {
        String reason = order.history().getLast().reason();
        Mail mail = switch (kind) {
            case CONFIRMED -> mail(customer, "Your order " + order.orderNumber() + " is confirmed",
                    Text.confirmed(customer, order), Html.confirmed(customer, order));
            case CANCELLED -> mail(customer, "Your order " + order.orderNumber() + " was cancelled",
                    Text.cancelled(customer, order, reason), Html.cancelled(customer, order, reason));
        };
        mail.addHeader("Message-ID", "<" + id + "@tradepost>");
        mailer.send(mail).await().atMost(PATIENCE);
    }

    private static Mail mail(Contact customer, String subject, TemplateInstance text, TemplateInstance html) {
        return Mail.withText(customer.email(), subject, text.render()).setHtml(html.render());
    }

    @CheckedTemplate(basePath = "order", requireTypeSafeExpressions = false)
    private static final class Text {
        static native TemplateInstance confirmed(Contact customer, OrderDetail order);

        static native TemplateInstance cancelled(Contact customer, OrderDetail order, @Nullable String reason);
    }

    @CheckedTemplate(basePath = "order/html", requireTypeSafeExpressions = false)
    private static final class Html {
        static native TemplateInstance confirmed(Contact customer, OrderDetail order);

        static native TemplateInstance cancelled(Contact customer, OrderDetail order, @Nullable String reason);
    }
}
