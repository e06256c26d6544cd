/** Which passwords are accepted, and how they are hashed and compared. */
@NullMarked
package dev.tradepost.user.password;

import org.jspecify.annotations.NullMarked;
