/** Products, their history and their cached responses. */
@NullMarked
package dev.tradepost.catalog.product;

import org.jspecify.annotations.NullMarked;
