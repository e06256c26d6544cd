/** Products: what is sold. */
@NullMarked
package dev.tradepost.catalog.product;

import org.jspecify.annotations.NullMarked;
