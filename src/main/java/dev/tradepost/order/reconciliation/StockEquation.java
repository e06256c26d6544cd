package dev.tradepost.order.reconciliation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.catalog.api.StockAudit;
import dev.tradepost.catalog.api.StockAudit.Discrepancy;
import dev.tradepost.kernel.Ids;

/**
 * Adds up the stock of so many products in each run, and of those again that did not add up before. Repairs nothing: which of the
 * numbers is the right one is to be seen on the shelf only.
 */
@ApplicationScoped
class StockEquation implements Check {

    private static final int PAGE = 500;

    private final StockAudit books;
    private final Findings findings;
    private final ReconciliationConfig config;
    /** Where the last run of this instance ended; a new start begins anew. */
    private volatile UUID last = Ids.FIRST;

    StockEquation(StockAudit books, Findings findings, ReconciliationConfig config) {
        this.books = books;
        this.findings = findings;
        this.config = config;
    }

    @Override
    public Set<FindingKind> kinds() {
        return EnumSet.of(FindingKind.STOCK_DOES_NOT_ADD_UP);
    }

    @Override
    public List<Finding> find(Instant now) {
        List<Finding> found = new ArrayList<>();
        List<UUID> known = findings.open(FindingKind.STOCK_DOES_NOT_ADD_UP);
        addUp(known, found);
        int seen = 0;
        List<UUID> page;
        do {
            page = books.products(last, PAGE);
            addUp(page.stream().filter(product -> !known.contains(product)).toList(), found);
            last = page.size() < PAGE ? Ids.FIRST : page.getLast();
            seen += page.size();
        } while (page.size() == PAGE && seen < config.productsPerRun() && found.size() < config.maxFindings());
        return found;
    }

    private void addUp(List<UUID> products, List<Finding> found) {
        if (!products.isEmpty()) {
            books.discrepancies(products).stream().map(StockEquation::finding).forEach(found::add);
        }
    }

    private static Finding finding(Discrepancy books) {
        return new Finding(FindingKind.STOCK_DOES_NOT_ADD_UP, books.productId(),
                "in the house %d, by the books %d; reserved %d, by the books %d".formatted(books.quantity(),
                        books.booked(), books.reserved(), books.open()));
    }

    @Override
    public boolean repair(Finding finding) {
        return false;
    }
}
