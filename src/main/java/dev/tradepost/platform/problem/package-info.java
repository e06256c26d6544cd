/** Responses for failures: problem details (RFC 9457). */
@NullMarked
package dev.tradepost.platform.problem;

import org.jspecify.annotations.NullMarked;
