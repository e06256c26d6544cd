/** Products by the file: many in at once, all out. */
@NullMarked
package dev.tradepost.catalog.bulk;

import org.jspecify.annotations.NullMarked;
