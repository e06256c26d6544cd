package dev.tradepost.platform.mail;

/** An e-mail to one recipient, with the same content as text and as HTML. */
public record Mail(String recipient, String subject, String text, String html) {}
