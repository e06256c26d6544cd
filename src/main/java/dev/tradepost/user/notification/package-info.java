/** E-mails about accounts, owed until they are sent. */
@NullMarked
package dev.tradepost.user.notification;

import org.jspecify.annotations.NullMarked;
