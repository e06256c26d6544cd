/** Work in the background that survives the process it runs in: uploads, progress, errors. Knows no business. */
@NullMarked
package dev.tradepost.platform.job;

import org.jspecify.annotations.NullMarked;
