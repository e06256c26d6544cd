/** Background jobs that survive a crash of their process: uploads, progress, errors. */
@NullMarked
package dev.tradepost.platform.job;

import org.jspecify.annotations.NullMarked;
