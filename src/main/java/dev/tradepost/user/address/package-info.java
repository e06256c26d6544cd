/** The address book. */
@NullMarked
package dev.tradepost.user.address;

import org.jspecify.annotations.NullMarked;
