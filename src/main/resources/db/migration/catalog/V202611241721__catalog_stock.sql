alter table catalog.inventory_adjustments
    -- What was in the house afterwards; unknown of older lines.
    add column quantity_after integer,
    -- A count that finds what was expected is worth a line too.
    drop constraint inventory_adjustments_delta_check;
