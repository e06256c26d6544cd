/** Sign-in, sessions and their tokens. */
@NullMarked
package dev.tradepost.user.session;

import org.jspecify.annotations.NullMarked;
