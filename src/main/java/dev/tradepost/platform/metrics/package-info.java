/** Metrics and logs of requests, with the names of the specification, and gauges that are read from the database. */
@NullMarked
package dev.tradepost.platform.metrics;

import org.jspecify.annotations.NullMarked;
