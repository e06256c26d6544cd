/** Products by the file: many in at once, all out. */
@NullMarked
package dev.tradepost.catalog.importexport;

import org.jspecify.annotations.NullMarked;
