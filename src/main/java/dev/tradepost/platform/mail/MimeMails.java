package dev.tradepost.platform.mail;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;

/** Writes mails in the MIME format. */
final class MimeMails {

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private MimeMails() {}

    static MimeMessage write(Session session, UUID id, Mail mail, InternetAddress recipient, String from,
            Instant sentAt) {
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + id + "@tradepost>");
            }
        };
        try {
            message.setFrom(new InternetAddress(from));
            message.setRecipient(RecipientType.TO, recipient);
            message.setSubject(mail.subject(), UTF_8);
            message.setSentDate(Date.from(sentAt));
            message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no machine answers it
            message.setContent(new MimeMultipart("alternative", part(mail.text(), "plain"), part(mail.html(), "html")));
            message.saveChanges();
            return message;
        } catch (MessagingException unwritable) {
            throw MailNotSent.unwritable(unwritable);
        }
    }

    /** Not parsed, because valid addresses are stranger than parsers accept. Domains are sent in ASCII (RFC 5891). */
    static InternetAddress address(String recipient) {
        int at = recipient.lastIndexOf('@');
        InternetAddress address = new InternetAddress();
        try {
            address.setAddress(recipient.substring(0, at + 1) + IDN.toASCII(recipient.substring(at + 1)));
            return address;
        } catch (IllegalArgumentException unwritable) {
            throw MailNotSent.unwritable(unwritable);
        }
    }

    private static MimeBodyPart part(String content, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(content, UTF_8, subtype);
        return part;
    }
}
