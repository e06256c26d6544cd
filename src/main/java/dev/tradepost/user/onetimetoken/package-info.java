/** Tokens that are sent by mail and can be used once. */
@NullMarked
package dev.tradepost.user.onetimetoken;

import org.jspecify.annotations.NullMarked;
