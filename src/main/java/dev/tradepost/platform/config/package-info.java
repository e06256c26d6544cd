/** What configuration needs beyond the mappings that each feature has. */
@NullMarked
package dev.tradepost.platform.config;

import org.jspecify.annotations.NullMarked;
