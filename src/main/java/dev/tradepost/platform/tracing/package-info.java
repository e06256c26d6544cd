/** Whether traces are collected, and of what. */
@NullMarked
package dev.tradepost.platform.tracing;

import org.jspecify.annotations.NullMarked;
