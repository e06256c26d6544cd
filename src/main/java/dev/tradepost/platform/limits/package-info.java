/** What a client may take of an instance: connections, body sizes, requests at the same time. */
@NullMarked
package dev.tradepost.platform.limits;

import org.jspecify.annotations.NullMarked;
