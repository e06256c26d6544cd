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
 * An order with its lines, addresses and history. Only its own methods and {@link BulkTransitions} change its status; each transition adds an
 * entry to the history.
 */
@Entity
@Table(schema = "orders", name = "orders")
class Order {

    /** The actor of automatic transitions. */
    private static final String BY_PAYMENT = "payment";

    @Id
    private UUID id;
    @Column(name = "user_id")
    private UUID userId;
    @Column(name = "order_number")
    private String orderNumber;
    @Enumerated(EnumType.STRING)
    private OrderStatus status;
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

    @OneToMany
    @JoinColumn(name = "order_id", insertable = false, updatable = false)
    @OrderBy("line")
    private List<OrderLine> lines = new ArrayList<>();
    @ElementCollection
    @CollectionTable(schema = "orders", name = "order_addresses", joinColumns = @JoinColumn(name = "order_id"))
    @MapKeyColumn(name = "address_type")
    private Map<String, OrderAddress> addresses = new HashMap<>();
    /** The entries own the relation, so that adding one does not load the others. */
    @OneToMany(mappedBy = "order", cascade = CascadeType.PERSIST)
    @OrderBy("at, id")
    private List<HistoryEntry> history = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected Order() {}

    /** Cancels the order because its payment failed. Not for a paid order, which has to be refunded. */
    OrderTransitioned cancelUnpaid(String reason, Instant now) {
        if (status != OrderStatus.PENDING) {
            throw new Problem.Conflict("illegal_transition",
                    "An order that is %s does not wait for its payment".formatted(status));
        }
        paymentStatus = PaymentStatus.FAILED;
        paymentToken = null;
        return make(Transition.CANCEL, BY_PAYMENT, reason, now);
    }

    /** Cancels the order on request. A paid order stays PAID until its refund has succeeded. */
    OrderTransitioned cancel(UUID by, String reason, Instant now) {
        OrderTransitioned cancelled = make(Transition.CANCEL, by.toString(), reason, now);
        if (paymentStatus == PaymentStatus.PENDING) {
            paymentStatus = PaymentStatus.FAILED;
        }
        paymentToken = null;
        return cancelled;
    }

    /**
     * Marks the order as shipped.
     *
     * @throws Problem.Conflict {@code order_refunded}, if it is fully refunded
     */
    OrderTransitioned ship(String tracking, UUID by, @Nullable String reason, Instant now) {
        if (status == OrderStatus.PROCESSING && paymentStatus == PaymentStatus.REFUNDED) {
            throw new Problem.Conflict("order_refunded", "All that was paid went back; cancel the order instead");
        }
        OrderTransitioned shipped = make(Transition.SHIP, by.toString(), reason, now);
        trackingNumber = tracking;
        return shipped;
    }

    /** Marks the order as delivered. */
    OrderTransitioned deliver(UUID by, @Nullable String reason, Instant now) {
        return make(Transition.DELIVER, by.toString(), reason, now);
    }

    /** @throws Problem.Conflict {@code illegal_transition}, naming the legal ones */
    private OrderTransitioned make(Transition transition, String by, @Nullable String reason, Instant now) {
        if (!transition.startsAt(status)) {
            throw status.refusal(transition.to());
        }
        OrderStatus from = status;
        status = transition.to();
        updatedAt = now;
        history.add(new HistoryEntry(this, by, reason, now));
        forgetAddresses();
        return new OrderTransitioned(from, status, Duration.between(createdAt, now));
    }

    /** Addresses of an erased customer stay until the order is over; {@link OrderRepository#erase} handles orders that are. */
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

    /** The amount that is still due. */
    AmountDue due() {
        return new AmountDue(id, Money.of(totalAmount, Currency.getInstance(currency)),
                paymentToken);
    }

    /** Sets the sum of all refunds; zero if each of them has failed. */
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

    OrderEvent event(OrderEvent.@Nullable RefundData refund) {
        return new OrderEvent(id, orderNumber, userId, status.name(), paymentStatus.name(), totalAmount, currency,
                refund);
    }

    private List<OrderDetail.Item> items() {
        return lines.stream().map(OrderLine::item).toList();
    }

    OrderDetail detail(FieldEncryption encryption) {
        return new OrderDetail(id, orderNumber, status, totalAmount, currency, items(),
                address(Orders.SHIPPING).view(encryption, id, Orders.SHIPPING),
                address(Orders.BILLING).view(encryption, id, Orders.BILLING),
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
