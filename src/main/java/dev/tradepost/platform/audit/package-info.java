/** Who did what: security events and administrative writes. */
@NullMarked
package dev.tradepost.platform.audit;

import org.jspecify.annotations.NullMarked;
