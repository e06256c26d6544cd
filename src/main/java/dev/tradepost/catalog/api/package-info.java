/** What other modules may ask of the catalogue: what something costs, and to hold it for them. */
@NullMarked
package dev.tradepost.catalog.api;

import org.jspecify.annotations.NullMarked;
