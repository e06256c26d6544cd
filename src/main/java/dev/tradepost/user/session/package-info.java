/** Sign-in and the tokens that it gives. */
@NullMarked
package dev.tradepost.user.session;

import org.jspecify.annotations.NullMarked;
