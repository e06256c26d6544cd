/** Encryption of single columns. */
@NullMarked
package dev.tradepost.platform.crypto;

import org.jspecify.annotations.NullMarked;
