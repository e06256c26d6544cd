/** Encryption of single columns, and trust in private authorities. */
@NullMarked
package dev.tradepost.platform.crypto;

import org.jspecify.annotations.NullMarked;
