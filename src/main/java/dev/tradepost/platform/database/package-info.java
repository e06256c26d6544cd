/** What the modules share in talking to PostgreSQL. */
@NullMarked
package dev.tradepost.platform.database;

import org.jspecify.annotations.NullMarked;
