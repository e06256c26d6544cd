/** Tokens that are sent by mail and good for one use. */
@NullMarked
package dev.tradepost.user.onetimetoken;

import org.jspecify.annotations.NullMarked;
