/** How bodies are read: strictly, with every broken field named. */
@NullMarked
package dev.tradepost.platform.json;

import org.jspecify.annotations.NullMarked;
