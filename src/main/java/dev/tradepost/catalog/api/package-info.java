/** What other modules may use of the catalogue: offers, stock reservations and the audit of stock. */
@NullMarked
package dev.tradepost.catalog.api;

import org.jspecify.annotations.NullMarked;
