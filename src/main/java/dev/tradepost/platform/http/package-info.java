/** Technical parts of requests and responses: client addresses, request ids, entity tags, caching headers, query parameters. */
@NullMarked
package dev.tradepost.platform.http;

import org.jspecify.annotations.NullMarked;
