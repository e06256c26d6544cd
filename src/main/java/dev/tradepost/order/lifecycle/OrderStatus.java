package dev.tradepost.order.lifecycle;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.tradepost.kernel.Problem;

/** The status of an order. {@link Transition} says which status may follow which. */
public enum OrderStatus {

    PENDING,
    CONFIRMED,
    PROCESSING,
    SHIPPED,
    DELIVERED,
    CANCELLED;

    /** The states that may come next; empty for a final one. */
    Set<OrderStatus> next() {
        return next(_ -> true);
    }

    private Set<OrderStatus> next(Predicate<Transition> which) {
        return Arrays.stream(Transition.values()).filter(which).filter(transition -> transition.startsAt(this))
                .map(Transition::to).collect(Collectors.toCollection(TreeSet::new));
    }

    public boolean isFinal() {
        return next().isEmpty();
    }

    /** The problem for a transition that does not exist; it names the legal ones. */
    Problem.Conflict refusal(OrderStatus wanted) {
        return new Problem.Conflict("illegal_transition",
                isFinal()
                        ? "A %s order cannot change any more".formatted(this)
                        : "An order that is %s cannot become %s, only %s".formatted(this, wanted, next()));
    }

    /** The problem for a person who asks for an automatic transition. */
    Problem.Conflict refusalByHand(OrderStatus wanted) {
        return new Problem.Conflict("illegal_transition", "An order that is %s cannot be made %s by hand, only %s"
                .formatted(this, wanted, next(transition -> !transition.isAutomatic())));
    }
}
