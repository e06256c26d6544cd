/** What other modules may use: customers' contact data and addresses, and the events about personal data. */
@NullMarked
package dev.tradepost.user.api;

import org.jspecify.annotations.NullMarked;
