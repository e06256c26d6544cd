/** Sends e-mails over SMTP. */
@NullMarked
package dev.tradepost.platform.mail;

import org.jspecify.annotations.NullMarked;
