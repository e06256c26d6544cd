package dev.tradepost.platform.mail;

/** An e-mail to one recipient, which says the same in text and in HTML. */
public record Mail(String recipient, String subject, String text, String html) {}
