/** Registration, profile, administration, change of password, personal data. */
@NullMarked
package dev.tradepost.user.account;

import org.jspecify.annotations.NullMarked;
