/** Who is calling: tokens, roles, the signed-in caller. */
@NullMarked
package dev.tradepost.platform.security;

import org.jspecify.annotations.NullMarked;
