package dev.tradepost.order.reconciliation;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Looks for some kinds of findings. */
interface Check {

    /** The kinds that it finds. */
    Set<FindingKind> kinds();

    /** Everything of its kinds that is there at present, as far as one run goes. */
    List<Finding> find(Instant now);

    /**
     * Sets right what can be. Called outside of any transaction, and again for what is still found later.
     *
     * @return whether anything was done about it
     */
    boolean repair(Finding finding);

    /**
     * Something that should not be.
     *
     * @param subject the order, or the product
     * @param detail for people
     */
    record Finding(FindingKind kind, UUID subject, String detail) {}
}
