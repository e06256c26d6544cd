/** Lets a client send a request again without having it done again. */
@NullMarked
package dev.tradepost.platform.idempotency;

import org.jspecify.annotations.NullMarked;
