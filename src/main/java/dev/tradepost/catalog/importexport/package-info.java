/** Import of products from files, and export in the same format. */
@NullMarked
package dev.tradepost.catalog.importexport;

import org.jspecify.annotations.NullMarked;
