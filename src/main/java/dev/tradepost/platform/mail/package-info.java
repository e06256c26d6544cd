/** E-mails over SMTP: what the modules write is given to a server here. */
@NullMarked
package dev.tradepost.platform.mail;

import org.jspecify.annotations.NullMarked;
