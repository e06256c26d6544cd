/** The category tree. */
@NullMarked
package dev.tradepost.catalog.category;

import org.jspecify.annotations.NullMarked;
