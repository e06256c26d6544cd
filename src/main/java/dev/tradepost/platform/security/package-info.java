/** Authentication: access tokens, sessions, roles, and the caller of a request. */
@NullMarked
package dev.tradepost.platform.security;

import org.jspecify.annotations.NullMarked;
