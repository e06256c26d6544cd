package dev.tradepost.catalog.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.tradepost.catalog.inventory.StockResource.AdjustmentView;
import dev.tradepost.kernel.Ids;

class StockAdjustmentTest {

    @Test
    void a_line_of_the_ledger_shows_what_came_or_went_and_who_says_so() {
        UUID staff = Ids.next();
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        AdjustmentView view = new StockAdjustment(Ids.next(), -2, 48, "Broken", staff, now).view();
        assertThat(view).isEqualTo(new AdjustmentView(view.adjustmentId(), -2, 48, "Broken", staff, now));
        assertThat(view.adjustmentId().version()).isEqualTo(7);
    }
}
