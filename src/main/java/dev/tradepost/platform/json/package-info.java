/** Strict reading of request bodies: a refusal names every broken field. */
@NullMarked
package dev.tradepost.platform.json;

import org.jspecify.annotations.NullMarked;
