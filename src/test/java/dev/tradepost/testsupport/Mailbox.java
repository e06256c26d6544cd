package dev.tradepost.testsupport;

import static io.restassured.RestAssured.given;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.restassured.response.Response;

/** What deploy/dev/services has caught of our mail: Mailpit where a container engine is, GreenMail elsewhere. */
public final class Mailbox {

    private static final String URL = System.getenv().getOrDefault("MAILBOX_URL",
            "http://127.0.0.1:" + Servers.MAILBOX);

    private static final Pattern TOKEN = Pattern.compile("#token=([\\w-]{43})");

    private Mailbox() {}

    /** @param text all parts, with what the transfer encoding did to them undone */
    public record Mail(String subject, String messageId, String text) {}

    public static List<Mail> of(String email) {
        boolean greenMail = given().get(URL + "/api/service/readiness").statusCode() == 200;
        return greenMail ? fromGreenMail(email) : fromMailpit(email);
    }

    /** Those that tell how an order fares. */
    public static List<Mail> aboutOrders(String email) {
        return of(email).stream().filter(mail -> mail.subject().startsWith("Your order ")).toList();
    }

    /** The token in the newest mail with this subject, once it is there. */
    public static String token(String email, String subject) {
        return Eventually.first(() -> of(email).reversed().stream().filter(mail -> mail.subject().equals(subject))
                .flatMap(mail -> TOKEN.matcher(mail.text()).results()).map(token -> token.group(1)).toList());
    }

    private static List<Mail> fromGreenMail(String email) {
        Response answer = given().get(URL + "/api/user/" + email + "/messages");
        if (answer.statusCode() != 200) {
            return List.of(); // nobody has written to this address yet
        }
        return answer.jsonPath().<Map<String, String>>getList("$").stream()
                .map(mail -> new Mail(mail.get("subject"), mail.get("Message-ID"), decoded(mail.get("mimeMessage"))))
                .toList();
    }

    private static List<Mail> fromMailpit(String email) {
        List<String> ids = given().queryParam("query", "to:\"" + email + "\"").get(URL + "/api/v1/search").jsonPath()
                .getList("messages.ID");
        return ids.stream().map(id -> given().get(URL + "/api/v1/message/" + id).jsonPath())
                .map(mail -> new Mail(mail.getString("Subject"), mail.getString("MessageID"),
                        mail.getString("Text") + mail.getString("HTML")))
                .toList();
    }

    /** Quoted-printable (RFC 2045, 6.7) as far as ASCII texts have it. */
    private static String decoded(String source) {
        return source.replace("=\r\n", "").replace("=3D", "=");
    }
}
