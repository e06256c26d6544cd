package dev.tradepost.platform.mail;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vertx.core.Vertx;

import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.TestCertificate;

/** What a mail server does at the worst moment no real one does when it is asked to: here it follows a script. */
class MailServerTest {

    private static final String HANG_UP = "";
    private static final String SILENCE = "silence";
    private static final Mail MAIL = new Mail("robin@example.com", "Ten × ten", "Hello\n.\nBye", "<p>Hello ×</p>");

    private record Config(String host, int port, boolean tlsRequired, Optional<String> ca, Optional<String> user,
            Optional<String> password, String from, Duration timeout, int maxConnections) implements MailServerConfig {}

    private final Vertx vertx = Vertx.vertx();
    private final UUID id = UUID.randomUUID();
    /** By the command that they answer, or {@code .} for a whole mail. */
    private final Map<String, String> answers = new ConcurrentHashMap<>(Map.of("MAIL", "250 ok", "RCPT", "250 ok",
            "DATA", "354 go on", ".", "250 taken"));
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private @Nullable SSLContext certificate;
    private ServerSocket listening;
    private Thread accepting;
    private MailServer server;

    @BeforeEach
    void listen() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        accepting = Thread.ofVirtual().start(this::accept);
        server = server(false, Optional.empty(), 2, Duration.ofSeconds(30));
    }

    private MailServer server(boolean tlsRequired, Optional<String> user, int connections, Duration timeout) {
        return new MailServer(vertx, new Config("localhost", listening.getLocalPort(), tlsRequired, Optional.empty(),
                user, user, "shop@tradepost.example", timeout, connections));
    }

    private MailServer trusting(String ca) {
        return new MailServer(vertx, new Config("localhost", listening.getLocalPort(), true, Optional.of(ca),
                Optional.empty(), Optional.empty(), "shop@tradepost.example", Duration.ofSeconds(30), 2));
    }

    @AfterEach
    void close() throws IOException {
        listening.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_mail_says_the_same_in_text_and_in_html_and_has_the_id_that_it_was_given() {
        send();
        assertThat(heard).contains("MAIL FROM:<shop@tradepost.example>", "RCPT TO:<robin@example.com>",
                "From: shop@tradepost.example", "To: robin@example.com", "Message-ID: <" + id + "@tradepost>",
                "Auto-Submitted: auto-generated", "Hello", "..", "Bye", "<p>Hello =C3=97</p>");
        assertThat(heard).filteredOn(line -> line.startsWith("Subject: ")).singleElement().asString()
                .isEqualToIgnoringCase("Subject: =?UTF-8?Q?Ten_=C3=97_ten?=");
        assertThat(heard).filteredOn(line -> line.startsWith("Date: ")).hasSize(1);
        assertThat(String.join("\n", heard)).contains("Content-Type: multipart/alternative")
                .containsSubsequence("text/plain", "text/html; charset=utf-8");
    }

    @Test
    void a_domain_is_sent_in_ascii_and_an_address_that_cannot_be_is_given_up() {
        server.send(id, to("robin@müller.example"));
        assertThat(heard).contains("RCPT TO:<robin@xn--mller-kva.example>");
        MailNotSent refused = catchThrowableOfType(MailNotSent.class,
                () -> server.send(id, to("jörg@müller.example")));
        assertThat(refused).hasMessage("its address has characters that are not ASCII before the @");
        assertThat(refused.forGood()).isTrue();
    }

    @Test
    void a_connection_is_kept_for_the_next_mail() {
        send();
        send();
        assertThat(connections).hasValue(1);
    }

    @Test
    void a_kept_connection_that_the_server_has_closed_is_replaced() {
        send();
        answers.put("RSET", HANG_UP);
        send();
        assertThat(connections).hasValue(2);
    }

    @Test
    void a_recipient_who_is_refused_would_be_refused_again() {
        answers.put("RCPT", "550 robin@example.com is nobody");
        MailNotSent refused = fails();
        assertThat(refused).hasMessage("the mail server answered 550");
        assertThat(refused.forGood()).isTrue();
        assertThat(refused.mayArrive()).isFalse();
    }

    @Test
    void a_wrong_password_is_no_reason_to_give_a_mail_up() {
        server = server(false, Optional.of("shop"), 2, Duration.ofSeconds(30));
        answers.put("EHLO", "250-here\r\n250 AUTH PLAIN");
        answers.put("AUTH", "535 wrong password");
        MailNotSent refused = fails();
        assertThat(refused).hasMessage("the mail server answered 535");
        assertThat(refused.forGood()).isFalse();
        assertThat(refused.mayArrive()).isFalse();
    }

    @Test
    void P15a_a_mail_that_is_refused_at_its_end_does_not_arrive() {
        answers.put(".", "451 try again");
        MailNotSent refused = fails();
        assertThat(refused).hasMessage("the mail server answered 451");
        assertThat(refused.forGood()).isFalse();
        assertThat(refused.mayArrive()).isFalse();
    }

    @Test
    void P15a_a_server_that_hangs_up_instead_of_answering_may_have_the_mail() {
        answers.put(".", HANG_UP);
        assertThat(fails().mayArrive()).isTrue();
    }

    @Test
    void P17_connections_that_the_server_closes_are_replaced_as_often_as_it_takes() {
        server = server(false, Optional.empty(), 2, Duration.ofMillis(500));
        for (int i = 0; i < 20; i++) {
            answers.put(".", HANG_UP);
            fails();
            answers.put(".", "250 taken");
            Eventually.succeeds(this::send);
        }
    }

    /** Neither an answer nor an end of the connection: the server's machine is gone. */
    @Test
    void P17_connections_to_a_server_that_vanished_are_given_up() {
        server = server(false, Optional.empty(), 2, Duration.ofMillis(500));
        answers.put(".", SILENCE);
        for (int i = 0; i < 3; i++) { // more than there are connections
            fails();
        }
        answers.put(".", "250 taken");
        Eventually.succeeds(this::send);
        assertThat(connections).hasValueGreaterThan(2);
    }

    @Test
    void a_server_without_encryption_gets_nothing_from_who_requires_it() {
        server = server(true, Optional.empty(), 2, Duration.ofSeconds(30));
        assertThat(fails().mayArrive()).isFalse();
        assertThat(heard).noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void a_mail_is_encrypted_for_a_server_whose_authority_is_trusted(@TempDir Path directory) throws Exception {
        TestCertificate own = TestCertificate.create(directory, "localhost");
        certificate = own.serverContext();
        answers.put("EHLO", "250-here\r\n250 STARTTLS");
        server = trusting(own.pem().toString());
        send();
        assertThat(heard).containsSubsequence("STARTTLS", "MAIL FROM:<shop@tradepost.example>");
    }

    @Test
    void a_server_whose_certificate_nobody_signed_or_that_has_another_name_gets_nothing(@TempDir Path directory)
            throws Exception {
        TestCertificate other = TestCertificate.create(directory, "elsewhere.example");
        certificate = other.serverContext();
        answers.put("EHLO", "250-here\r\n250 STARTTLS");
        server = server(true, Optional.empty(), 2, Duration.ofSeconds(30));
        assertThat(fails()).hasMessageStartingWith("the mail server does not serve us");
        server = trusting(other.pem().toString());
        assertThat(fails()).hasMessageStartingWith("the mail server does not serve us");
        assertThat(heard).noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void where_nobody_listens_a_mail_certainly_does_not_arrive() throws Exception {
        listening.close();
        accepting.join(); // who waits in it keeps it open
        MailNotSent away = fails();
        assertThat(away).hasMessageStartingWith("the mail server does not serve us: ").hasMessageEndingWith(
                "ConnectException");
        assertThat(away.mayArrive()).isFalse();
    }

    private static Mail to(String recipient) {
        return new Mail(recipient, "Hello", "Hello", "<p>Hello");
    }

    private void send() {
        server.send(id, MAIL);
    }

    private MailNotSent fails() {
        return catchThrowableOfType(MailNotSent.class, this::send);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            say(client.getOutputStream(), "220 ready");
            converse(client);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private void converse(Socket client) throws IOException {
        OutputStream out = client.getOutputStream();
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        boolean mail = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            heard.add(line);
            if (mail && !line.equals(".")) {
                continue;
            }
            String command = line.split(" ", 2)[0];
            mail = command.equals("DATA");
            String answer = answers.getOrDefault(command, "250 ok");
            if (answer.equals(HANG_UP)) {
                return;
            }
            if (answer.equals(SILENCE)) {
                continue;
            }
            say(out, answer);
            if (command.equals("STARTTLS")) {
                answers.put("EHLO", "250 here");
                converse(requireNonNull(certificate).getSocketFactory().createSocket(client, (InputStream) null, true));
                return;
            }
        }
    }

    private static void say(OutputStream out, String answer) throws IOException {
        out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
