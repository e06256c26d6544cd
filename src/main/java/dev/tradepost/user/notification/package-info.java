/** E-mails about accounts: queued in the database and retried until the mail server accepts them. */
@NullMarked
package dev.tradepost.user.notification;

import org.jspecify.annotations.NullMarked;
