/** How every answer looks and every body is read: envelope, problems, request ids, strict JSON. */
@NullMarked
package dev.tradepost.platform.web;

import org.jspecify.annotations.NullMarked;
