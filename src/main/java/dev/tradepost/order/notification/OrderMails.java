package dev.tradepost.order.notification;

import java.util.Objects;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

import dev.tradepost.order.api.OrderEvent.Refund;
import dev.tradepost.order.lifecycle.OrderDetail;
import dev.tradepost.platform.mail.Mail;
import dev.tradepost.user.api.Customers.Contact;

/** Writes the mails about orders. */
@ApplicationScoped
class OrderMails {

    /** How the reason begins with which the payment cancels an order. */
    private static final String DECLINED = "payment declined: ";

    /** @param refund what the mail is about, if it is about one */
    Mail write(OrderMailKind orderMailKind, Contact customer, OrderDetail order, @Nullable Refund refund) {
        String number = "Your order " + order.orderNumber();
        return switch (orderMailKind) {
            case CONFIRMED -> mail(customer, number + " is confirmed", Text.confirmed(customer, order),
                    Html.confirmed(customer, order));
            case CANCELLED -> cancelled(customer, order, order.history().getLast().reason());
            case SHIPPED -> mail(customer, number + " is on its way", Text.shipped(customer, order),
                    Html.shipped(customer, order));
            case DELIVERED -> mail(customer, number + " was delivered", Text.delivered(customer, order),
                    Html.delivered(customer, order));
            case REFUNDED -> refunded(customer, order, Objects.requireNonNull(refund));
        };
    }

    private static Mail cancelled(Contact customer, OrderDetail order, @Nullable String reason) {
        String subject = "Your order " + order.orderNumber() + " was cancelled";
        if (reason != null && reason.startsWith(DECLINED)) {
            String why = reason.substring(DECLINED.length());
            return mail(customer, subject, Text.declined(customer, order, why), Html.declined(customer, order, why));
        }
        return mail(customer, subject, Text.cancelled(customer, order, reason),
                Html.cancelled(customer, order, reason));
    }

    private static Mail refunded(Contact customer, OrderDetail order, Refund refund) {
        boolean whole = refund.amount().compareTo(order.totalAmount()) >= 0;
        return mail(customer, "Your order " + order.orderNumber() + (whole ? " was refunded" : " was refunded in part"),
                Text.refunded(customer, order, refund, whole), Html.refunded(customer, order, refund, whole));
    }

    private static Mail mail(Contact customer, String subject, TemplateInstance text, TemplateInstance html) {
        return new Mail(customer.email(), subject, text.render(), html.render());
    }

    @CheckedTemplate(basePath = "order", requireTypeSafeExpressions = false)
    private static final class Text {
        static native TemplateInstance confirmed(Contact customer, OrderDetail order);

        static native TemplateInstance cancelled(Contact customer, OrderDetail order, @Nullable String reason);

        static native TemplateInstance declined(Contact customer, OrderDetail order, String why);

        static native TemplateInstance shipped(Contact customer, OrderDetail order);

        static native TemplateInstance delivered(Contact customer, OrderDetail order);

        static native TemplateInstance refunded(Contact customer, OrderDetail order, Refund refund, boolean whole);
    }

    @CheckedTemplate(basePath = "order/html", requireTypeSafeExpressions = false)
    private static final class Html {
        static native TemplateInstance confirmed(Contact customer, OrderDetail order);

        static native TemplateInstance cancelled(Contact customer, OrderDetail order, @Nullable String reason);

        static native TemplateInstance declined(Contact customer, OrderDetail order, String why);

        static native TemplateInstance shipped(Contact customer, OrderDetail order);

        static native TemplateInstance delivered(Contact customer, OrderDetail order);

        static native TemplateInstance refunded(Contact customer, OrderDetail order, Refund refund, boolean whole);
    }
}
