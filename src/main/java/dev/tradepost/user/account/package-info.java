/** Registration, profile, passwords, the first administrator. */
@NullMarked
package dev.tradepost.user.account;

import org.jspecify.annotations.NullMarked;
