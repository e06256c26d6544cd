/** Events that leave the process: written with the business change, published afterwards, consumed once in effect. */
@NullMarked
package dev.tradepost.platform.outbox;

import org.jspecify.annotations.NullMarked;
