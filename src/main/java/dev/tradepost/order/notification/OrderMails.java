package dev.tradepost.order.notification;

import java.util.Objects;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

import dev.tradepost.order.api.OrderEvent.RefundData;
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
    Mail write(OrderMailKind kind, Contact customer, OrderDetail order, @Nullable RefundData refund,
            @Nullable String declineReason) {
        String number = "Your order " + order.orderNumber();
        return switch (kind) {
            case CONFIRMED -> mail(customer, number + " is confirmed", PlainBody.confirmed(customer, order),
                    HtmlBody.confirmed(customer, order));
            case CANCELLED -> cancelled(customer, order, declineReason);
            case SHIPPED -> mail(customer, number + " is on its way", PlainBody.shipped(customer, order),
                    HtmlBody.shipped(customer, order));
            case DELIVERED -> mail(customer, number + " was delivered", PlainBody.delivered(customer, order),
                    HtmlBody.delivered(customer, order));
            case REFUNDED -> refunded(customer, order, Objects.requireNonNull(refund));
        };
    }

    private static Mail cancelled(Contact customer, OrderDetail order, @Nullable String declineReason) {
        String subject = "Your order " + order.orderNumber() + " was cancelled";
        if (declineReason != null) {
            return mail(customer, subject, PlainBody.declined(customer, order, declineReason),
                    HtmlBody.declined(customer, order, declineReason));
        }
        String reason = order.history().getLast().reason();
        return mail(customer, subject, PlainBody.cancelled(customer, order, reason),
                HtmlBody.cancelled(customer, order, reason));
    }

    private static Mail refunded(Contact customer, OrderDetail order, RefundData refund) {
        boolean whole = refund.amount().compareTo(order.totalAmount()) >= 0;
        return mail(customer, "Your order " + order.orderNumber() + (whole ? " was refunded" : " was refunded in part"),
                PlainBody.refunded(customer, order, refund, whole), HtmlBody.refunded(customer, order, refund, whole));
    }

    private static Mail mail(Contact customer, String subject, TemplateInstance text, TemplateInstance html) {
        return new Mail(customer.email(), subject, text.render(), html.render());
    }

    @CheckedTemplate(basePath = "order", requireTypeSafeExpressions = false)
    private static final class PlainBody {
        static native TemplateInstance confirmed(Contact customer, OrderDetail order);

        static native TemplateInstance cancelled(Contact customer, OrderDetail order, @Nullable String reason);

        static native TemplateInstance declined(Contact customer, OrderDetail order, String why);

        static native TemplateInstance shipped(Contact customer, OrderDetail order);

        static native TemplateInstance delivered(Contact customer, OrderDetail order);

        static native TemplateInstance refunded(Contact customer, OrderDetail order, RefundData refund, boolean whole);
    }

    @CheckedTemplate(basePath = "order/html", requireTypeSafeExpressions = false)
    private static final class HtmlBody {
        static native TemplateInstance confirmed(Contact customer, OrderDetail order);

        static native TemplateInstance cancelled(Contact customer, OrderDetail order, @Nullable String reason);

        static native TemplateInstance declined(Contact customer, OrderDetail order, String why);

        static native TemplateInstance shipped(Contact customer, OrderDetail order);

        static native TemplateInstance delivered(Contact customer, OrderDetail order);

        static native TemplateInstance refunded(Contact customer, OrderDetail order, RefundData refund, boolean whole);
    }
}
