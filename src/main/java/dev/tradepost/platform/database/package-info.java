/** Access to PostgreSQL, and work that all modules do with their tables. */
@NullMarked
package dev.tradepost.platform.database;

import org.jspecify.annotations.NullMarked;
