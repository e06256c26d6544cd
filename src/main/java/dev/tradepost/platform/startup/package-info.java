/** What has to be right before the application touches anything: schema, queues, jobs. */
@NullMarked
package dev.tradepost.platform.startup;

import org.jspecify.annotations.NullMarked;
