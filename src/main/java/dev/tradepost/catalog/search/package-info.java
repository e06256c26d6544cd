/** Finding products: lists, filters, pages. */
@NullMarked
package dev.tradepost.catalog.search;

import org.jspecify.annotations.NullMarked;
