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

    /**
     * @param refund for {@link OrderMailKind#REFUNDED}
     * @param declineReason for {@link OrderMailKind#CANCELLED}: why the payment was declined, if that cancelled the order
     */
    Mail write(OrderMailKind kind, Contact customer, OrderDetail order, @Nullable Refund refund,
            @Nullable String declineReason) {
        String number = "Your order " + order.orderNumber();
        return switch (kind) {
            case CONFIRMED -> mail(customer, number + " is confirmed", Text.confirmed(customer, order),
                    Html.confirmed(customer, order));
            case CANCELLED -> cancelled(customer, order, declineReason);
            case SHIPPED -> mail(customer, number + " is on its way", Text.shipped(customer, order),
                    Html.shipped(customer, order));
            case DELIVERED -> mail(customer, number + " was delivered", Text.delivered(customer, order),
                    Html.delivered(customer, order));
            case REFUNDED -> refunded(customer, order, Objects.requireNonNull(refund));
        };
    }

    private static Mail cancelled(Contact customer, OrderDetail order, @Nullable String declineReason) {
        String subject = "Your order " + order.orderNumber() + " was cancelled";
        if (declineReason != null) {
            return mail(customer, subject, Text.declined(customer, order, declineReason),
                    Html.declined(customer, order, declineReason));
        }
        String reason = order.history().getLast().reason();
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
