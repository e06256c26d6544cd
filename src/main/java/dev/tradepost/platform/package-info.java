/** Technical services that know no business. */
@NullMarked
package dev.tradepost.platform;

import org.jspecify.annotations.NullMarked;
