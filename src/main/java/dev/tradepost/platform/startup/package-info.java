/** Checks of the configuration, before the application changes anything. */
@NullMarked
package dev.tradepost.platform.startup;

import org.jspecify.annotations.NullMarked;
