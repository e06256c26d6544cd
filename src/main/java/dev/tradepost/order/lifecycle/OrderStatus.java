package dev.tradepost.order.lifecycle;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import dev.tradepost.kernel.Problem;

/** Where an order stands. The one place that knows which step may follow which. */
public enum OrderStatus {

    PENDING, CONFIRMED, PROCESSING, SHIPPED, DELIVERED, CANCELLED;

    /** The states that may come next; empty for a final one. */
    Set<OrderStatus> next() {
        return switch (this) {
            case PENDING -> EnumSet.of(CONFIRMED, CANCELLED);
            case CONFIRMED -> EnumSet.of(PROCESSING, CANCELLED);
            case PROCESSING -> EnumSet.of(SHIPPED, CANCELLED);
            case SHIPPED -> EnumSet.of(DELIVERED);
            case DELIVERED, CANCELLED -> EnumSet.noneOf(OrderStatus.class);
        };
    }

    /** Whether nothing comes after it. */
    public boolean isFinal() {
        return next().isEmpty();
    }

    /** Whether money and stock decide it, and nobody by hand. */
    boolean isMadeByItself() {
        return this == PENDING || this == CONFIRMED || this == PROCESSING;
    }

    /** Says no to a step, and which ones there are instead. */
    Problem.Conflict refusal(OrderStatus wanted) {
        return new Problem.Conflict("illegal_transition",
                isFinal()
                        ? "An order that is %s stays so".formatted(this)
                        : "An order that is %s cannot become %s, only %s".formatted(this, wanted, next()));
    }

    /** {@link #refusal} to whoever does it by hand: what comes by itself is none of their steps. */
    Problem.Conflict refusalByHand(OrderStatus wanted) {
        List<OrderStatus> byHand = next().stream().filter(step -> !step.isMadeByItself()).toList();
        return new Problem.Conflict("illegal_transition",
                "An order that is %s cannot be made %s by hand, only %s".formatted(this, wanted, byHand));
    }
}
