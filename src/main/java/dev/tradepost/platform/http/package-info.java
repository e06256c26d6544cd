/** How requests arrive and answers leave: client addresses, request ids, entity tags, caching headers, query parameters. */
@NullMarked
package dev.tradepost.platform.http;

import org.jspecify.annotations.NullMarked;
