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
 * Compares the stock of some products with their ledger in each run, and again of those that differed before. Repairs nothing: only a
 * count of the goods can say which number is right.
 */
@ApplicationScoped
class StockEquation implements Check {

    private static final int PAGE = 500;

    private final StockAudit stock;
    private final Findings findings;
    private final ReconciliationConfig config;
    /** Where the last run of this instance ended. */
    private volatile UUID last = Ids.FIRST;

    StockEquation(StockAudit stock, Findings findings, ReconciliationConfig config) {
        this.stock = stock;
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
            page = stock.products(last, PAGE);
            addUp(page.stream().filter(product -> !known.contains(product)).toList(), found);
            last = page.size() < PAGE ? Ids.FIRST : page.getLast();
            seen += page.size();
        } while (page.size() == PAGE && seen < config.productsPerRun() && found.size() < config.maxFindings());
        return found;
    }

    private void addUp(List<UUID> products, List<Finding> found) {
        if (!products.isEmpty()) {
            stock.discrepancies(products).stream().map(StockEquation::finding).forEach(found::add);
        }
    }

    private static Finding finding(Discrepancy stock) {
        return new Finding(FindingKind.STOCK_DOES_NOT_ADD_UP, stock.productId(),
                "quantity %d, by the ledger %d; reserved %d, by open reservations %d".formatted(stock.quantity(),
                        stock.booked(), stock.reserved(), stock.open()));
    }

    @Override
    public boolean repair(Finding finding) {
        return false;
    }
}
