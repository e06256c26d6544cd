/** E-mails about orders. */
@NullMarked
package dev.tradepost.order.notification;

import org.jspecify.annotations.NullMarked;
