package dev.tradepost.order.lifecycle;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.persistence.CascadeType;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import jakarta.persistence.Version;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import dev.tradepost.kernel.Money;
import dev.tradepost.kernel.Problem;
import dev.tradepost.order.api.OrderEvent;
import dev.tradepost.order.lifecycle.Orders.AmountDue;
import dev.tradepost.platform.crypto.FieldEncryption;

/**
 * What somebody has bought. Changes state by its own methods, and by {@link BulkTransitions}, only; each step leaves an entry in the
 * history.
 */
@Entity
@Table(schema = "orders", name = "orders")
class Order {

    static final String SHIPPING = "shipping";
    static final String BILLING = "billing";
    /** Who makes the step that nobody asked for by hand. */
    private static final String BY_PAYMENT = "payment";

    @Id
    private UUID id;
    @Column(name = "user_id")
    private UUID userId;
    @Column(name = "order_number")
    private String orderNumber;
    @Enumerated(EnumType.STRING)
    private OrderStatus status;
    /** Where it stood before the step that it has just made. */
    @Transient
    private @Nullable OrderStatus before;
    @Column(name = "total_amount")
    private BigDecimal totalAmount;
    @JdbcTypeCode(SqlTypes.CHAR)
    private String currency;
    @Column(name = "shipping_address_id")
    private UUID shippingAddressId;
    @Column(name = "billing_address_id")
    private UUID billingAddressId;
    @Column(name = "payment_method")
    private String paymentMethod;
    @Enumerated(EnumType.STRING)
    @Column(name = "payment_status")
    private PaymentStatus paymentStatus;
    @Column(name = "payment_token")
    private @Nullable String paymentToken;
    @Column(name = "tracking_number")
    private @Nullable String trackingNumber;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "updated_at")
    private Instant updatedAt;
    @Column(name = "customer_erased")
    private boolean customerErased;
    @Version
    private int version;

    @OneToMany(cascade = CascadeType.PERSIST)
    @JoinColumn(name = "order_id", nullable = false, updatable = false)
    @OrderBy("line")
    private List<OrderLine> lines = new ArrayList<>();
    @ElementCollection
    @CollectionTable(schema = "orders", name = "order_addresses", joinColumns = @JoinColumn(name = "order_id"))
    @MapKeyColumn(name = "address_type")
    private Map<String, OrderAddress> addresses = new HashMap<>();
    /** Owned by its entries, so that one more does not bring in those that are there. */
    @OneToMany(mappedBy = "order", cascade = CascadeType.PERSIST)
    @OrderBy("at, id")
    private List<HistoryEntry> history = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Order() {}

    /** As it is placed. {@link NewOrders} writes it; it is never persisted. */
    Order(OrderDraft draft, FieldEncryption encryption, Instant now) {
        this.id = draft.orderId();
        this.userId = draft.userId();
        this.orderNumber = draft.orderNumber();
        this.status = OrderStatus.PENDING;
        this.totalAmount = draft.total().amount();
        this.currency = draft.total().currency().getCurrencyCode();
        this.shippingAddressId = draft.shippingAddressId();
        this.billingAddressId = draft.billingAddressId();
        this.paymentMethod = draft.paymentMethod();
        this.paymentStatus = PaymentStatus.PENDING;
        this.paymentToken = draft.paymentToken();
        this.createdAt = now;
        this.updatedAt = now;
        for (OrderDraft.Line line : draft.lines()) {
            lines.add(new OrderLine(lines.size() + 1, line, now));
        }
        addresses.put(SHIPPING, OrderAddress.snapshot(draft.shippingAddress(), encryption, id, SHIPPING));
        addresses.put(BILLING, OrderAddress.snapshot(draft.billingAddress(), encryption, id, BILLING));
        history.add(new HistoryEntry(this, userId.toString(), null, now));
    }

    /** The money will not come. An order that is paid is none of these: it would look as if nothing had to go back. */
    void cancelUnpaid(String reason, Instant now) {
        if (status != OrderStatus.PENDING) {
            throw new Problem.Conflict("illegal_transition",
                    "An order that is %s does not wait for its payment".formatted(status));
        }
        moveTo(OrderStatus.CANCELLED, BY_PAYMENT, reason, now);
        paymentStatus = PaymentStatus.FAILED;
        paymentToken = null;
    }

    /** Somebody does not want it any more. What was paid stays paid until it has gone back. */
    void cancel(UUID by, String reason, Instant now) {
        moveTo(OrderStatus.CANCELLED, by.toString(), reason, now);
        if (paymentStatus == PaymentStatus.PENDING) {
            paymentStatus = PaymentStatus.FAILED;
        }
        paymentToken = null;
    }

    /**
     * Handed to the carrier.
     *
     * @throws Problem.Conflict {@code order_refunded}, if nothing is paid of it any more
     */
    void ship(String tracking, UUID by, @Nullable String reason, Instant now) {
        if (status == OrderStatus.PROCESSING && paymentStatus == PaymentStatus.REFUNDED) {
            throw new Problem.Conflict("order_refunded", "All that was paid went back; cancel the order instead");
        }
        moveTo(OrderStatus.SHIPPED, by.toString(), reason, now);
        trackingNumber = tracking;
    }

    /** With the customer. */
    void deliver(UUID by, @Nullable String reason, Instant now) {
        moveTo(OrderStatus.DELIVERED, by.toString(), reason, now);
    }

    /** @throws Problem.Conflict {@code illegal_transition}, naming the legal steps */
    private void moveTo(OrderStatus next, String by, @Nullable String reason, Instant now) {
        if (!status.next().contains(next)) {
            throw status.refusal(next);
        }
        before = status;
        status = next;
        updatedAt = now;
        history.add(new HistoryEntry(this, by, reason, now));
        forgetAddresses();
    }

    /** An erased customer's are needed until the order is over; {@link Orders#erase} sees to those that are already. */
    private void forgetAddresses() {
        if (customerErased && status.isFinal()) {
            addresses.replaceAll((_, address) -> address.erased());
        }
    }

    UUID id() {
        return id;
    }

    UUID userId() {
        return userId;
    }

    Set<UUID> products() {
        return lines.stream().map(line -> line.item().productId()).collect(Collectors.toSet());
    }

    OrderStatus status() {
        return status;
    }

    Transition lastStep() {
        return new Transition(before, status, Duration.between(createdAt, updatedAt));
    }

    /** What is still to be paid. */
    AmountDue due() {
        return new AmountDue(id, Money.of(totalAmount, Currency.getInstance(currency)),
                paymentToken);
    }

    /** This much of what was paid is with the customer again, in all; nothing if all of it came back. */
    void refund(Money inAll, Instant now) {
        if (inAll.amount().signum() == 0) {
            paymentStatus = PaymentStatus.PAID;
        } else {
            paymentStatus = inAll.amount().compareTo(totalAmount) < 0
                    ? PaymentStatus.PARTIALLY_REFUNDED
                    : PaymentStatus.REFUNDED;
        }
        updatedAt = now;
    }

    OrderEvent event(OrderEvent.@Nullable Refund refund) {
        return new OrderEvent(id, orderNumber, userId, status.name(), paymentStatus.name(), totalAmount, currency,
                refund);
    }

    PlacedOrder placed() {
        return new PlacedOrder(id, orderNumber, status, totalAmount, currency, items(), createdAt);
    }

    private List<OrderDetail.Item> items() {
        return lines.stream().map(OrderLine::item).toList();
    }

    OrderDetail detail(FieldEncryption encryption) {
        return new OrderDetail(id, orderNumber, status, totalAmount, currency, items(),
                address(SHIPPING).view(encryption, id, SHIPPING),
                address(BILLING).view(encryption, id, BILLING),
                paymentMethod, paymentStatus, trackingNumber, history.stream().map(HistoryEntry::step).toList(),
                createdAt, updatedAt);
    }

    OrderAddress address(String type) {
        OrderAddress address = addresses.get(type);
        if (address == null) {
            throw new IllegalStateException("order without " + type + " address: "
                    + addresses.keySet().stream().collect(Collectors.joining(",")));
        }
        return address;
    }
}
