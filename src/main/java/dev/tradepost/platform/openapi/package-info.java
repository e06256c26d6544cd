/** What the OpenAPI document says beyond the annotations. */
@NullMarked
package dev.tradepost.platform.openapi;

import org.jspecify.annotations.NullMarked;
