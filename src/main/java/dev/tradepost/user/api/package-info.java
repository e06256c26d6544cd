/** What other modules may know of people: how to reach a customer, and where to send things. */
@NullMarked
package dev.tradepost.user.api;

import org.jspecify.annotations.NullMarked;
