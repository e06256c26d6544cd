/** Open streams of server-sent events, their limit per user, and their end with the session. */
@NullMarked
package dev.tradepost.platform.stream;

import org.jspecify.annotations.NullMarked;
