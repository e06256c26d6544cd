package dev.tradepost.order.reconciliation;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Finds, and repairs where that is safe, some kinds of inconsistencies. */
interface Check {

    Set<FindingKind> kinds();

    /** All present findings of its kinds, up to the limits of one run. */
    List<Finding> find(Instant now);

    /**
     * Makes the missing step happen again. Called outside a transaction, and again if a later run still has the finding.
     *
     * @return true if anything was done
     */
    boolean repair(Finding finding);

    /**
     * An inconsistency.
     *
     * @param subject the order, or the product
     * @param detail for operators
     */
    record Finding(FindingKind kind, UUID subject, String detail) {}
}
