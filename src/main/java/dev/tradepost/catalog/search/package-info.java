/** Product lists: filters, full text search, facets and paging. */
@NullMarked
package dev.tradepost.catalog.search;

import org.jspecify.annotations.NullMarked;
