/** Limits on failed sign-ins, invalid tokens and requested mails. */
@NullMarked
package dev.tradepost.user.throttle;

import org.jspecify.annotations.NullMarked;
