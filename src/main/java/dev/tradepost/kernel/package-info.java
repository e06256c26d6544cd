/** Values that every module speaks: money, pages, ids, and the problems that a client can be told of. Knows no module. */
@NullMarked
package dev.tradepost.kernel;

import org.jspecify.annotations.NullMarked;
