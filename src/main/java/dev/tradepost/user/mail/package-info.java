/** E-mails about accounts, owed until they are sent. */
@NullMarked
package dev.tradepost.user.mail;

import org.jspecify.annotations.NullMarked;
