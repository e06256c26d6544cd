package dev.tradepost.platform.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.tradepost.testsupport.Eventually;
import dev.tradepost.testsupport.Together;

/** What a mail server does at the worst moment no real one does when it is asked to: here it follows a script. */
class MailServerTest {

    private static final String HANG_UP = "";
    private static final Mail MAIL = new Mail("robin@example.com", "Ten × ten", "Hello\n.\nBye", "<p>Hello ×</p>");

    private record Config(String host, int port, boolean tlsRequired, Optional<String> user, Optional<String> password,
            String from, Duration timeout, int maxConnections) implements MailServerConfig {}

    private class Noting implements MailNote {
        @Override
        public void left() {
            noted.incrementAndGet();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private final UUID id = UUID.randomUUID();
    /** By the command that they answer, or {@code .} for a whole mail. */
    private final Map<String, String> answers = new ConcurrentHashMap<>(Map.of("MAIL", "250 ok", "RCPT", "250 ok",
            "DATA", "354 go on", ".", "250 taken"));
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger noted = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile CountDownLatch beforeTheLastAnswer = new CountDownLatch(0);
    private ServerSocket listening;
    private Thread accepting;
    private MailServer server;

    @BeforeEach
    void listen() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        accepting = Thread.ofVirtual().start(this::accept);
        server = server(false);
    }

    private MailServer server(boolean tlsRequired) {
        return server(tlsRequired, 2, Duration.ofSeconds(3));
    }

    private MailServer server(boolean tlsRequired, int connections, Duration timeout) {
        return new MailServer(
                new Config("127.0.0.1", listening.getLocalPort(), tlsRequired, Optional.empty(), Optional.empty(),
                        "shop@tradepost.example", timeout, connections),
                Clock.systemUTC());
    }

    @AfterEach
    void close() throws IOException {
        server.hangUp();
        listening.close();
    }

    @Test
    void P15a_a_mail_is_noted_when_all_of_it_has_left_and_the_server_has_not_answered_yet() {
        beforeTheLastAnswer = new CountDownLatch(1);
        server.send(id, MAIL, () -> new Noting() {
            @Override
            public void left() {
                super.left();
                beforeTheLastAnswer.countDown(); // would it come after the answer, neither came
            }
        });
        assertThat(noted).hasValue(1);
    }

    @Test
    void a_mail_says_the_same_in_text_and_in_html_and_has_the_id_that_it_was_given() {
        send();
        assertThat(heard).contains("MAIL FROM:<shop@tradepost.example>", "RCPT TO:<robin@example.com>",
                "From: shop@tradepost.example", "To: robin@example.com", "Message-ID: <" + id + "@tradepost>",
                "Subject: =?UTF-8?Q?Ten_=C3=97_ten?=", "Auto-Submitted: auto-generated", "Hello", "..", "Bye",
                "<p>Hello =C3=97</p>");
        assertThat(String.join("\n", heard)).contains("Content-Type: multipart/alternative")
                .containsSubsequence("text/plain; charset=UTF-8", "text/html; charset=UTF-8");
    }

    @Test
    void an_address_may_have_any_letters_and_only_then_the_server_is_asked_for_them() {
        answers.put("EHLO", "250-here\r\n250 SMTPUTF8");
        for (String recipient : List.of("jörg..x@müller.example", "robin@müller.example")) {
            server.send(id, new Mail(recipient, "Hello", "Hello", "<p>Hello"), () -> MailNote.NONE);
        }
        assertThat(heard).containsSubsequence("MAIL FROM:<shop@tradepost.example> SMTPUTF8",
                "RCPT TO:<jörg..x@xn--mller-kva.example>", "MAIL FROM:<shop@tradepost.example>",
                "RCPT TO:<robin@xn--mller-kva.example>");
    }

    @Test
    void a_connection_is_kept_for_the_next_mail() {
        send();
        send();
        assertThat(connections).hasValue(1);
    }

    @Test
    void what_is_refused_for_good_is_not_noted_and_would_be_refused_again() {
        answers.put("RCPT", "550 robin@example.com is nobody");
        MailNotSent refused = fails();
        assertThat(refused).hasMessage("the mail server answered 550");
        assertThat(refused.forGood()).isTrue();
        assertThat(refused.mayArrive()).isFalse();
        assertThat(noted).hasValue(0);
    }

    @Test
    void P15a_a_refusal_instead_of_taking_what_was_noted_is_certain() {
        answers.put(".", "451 try again");
        MailNotSent refused = fails();
        assertThat(noted).hasValue(1);
        assertThat(refused).hasMessage("the mail server answered 451");
        assertThat(refused.forGood()).isFalse();
        assertThat(refused.mayArrive()).isFalse();
    }

    @Test
    void P15a_who_hangs_up_instead_of_answering_may_have_the_mail_and_the_next_goes_over_a_new_connection() {
        answers.put(".", HANG_UP);
        assertThat(fails().mayArrive()).isTrue();
        answers.put(".", "250 taken");
        send();
        assertThat(connections).hasValue(2);
    }

    @Test
    void P15a_while_one_mail_is_noted_no_other_leaves() throws Exception {
        AtomicInteger leaving = new AtomicInteger();
        List<Integer> seen = new CopyOnWriteArrayList<>();
        Together.times(2, () -> {
            server.send(id, MAIL, () -> new Noting() {
                @Override
                public void left() {
                    leaving.incrementAndGet();
                    Eventually.holds(() -> assertThat(Collections.frequency(heard, "DATA")).isEqualTo(2));
                    seen.add(leaving.getAndDecrement());
                }
            });
            return true;
        });
        assertThat(seen).containsExactly(1, 1);
    }

    @Test
    void what_was_made_ready_is_put_away_whether_or_not_the_mail_has_left() {
        send();
        answers.put(".", HANG_UP);
        fails();
        assertThat(closed).hasValue(2);
        assertThatThrownBy(() -> server.send(id, MAIL, () -> {
            throw new IllegalStateException("the database is away");
        })).isInstanceOf(MailNotSent.class)
                .hasMessage("sending could not be recorded in the database: IllegalStateException");
        assertThat(Collections.frequency(heard, ".")).isEqualTo(2);
        answers.put(".", "250 taken");
        send();
        assertThat(noted).hasValue(3);
    }

    @Test
    void P15a_who_is_silent_at_the_end_may_have_the_mail() {
        beforeTheLastAnswer = new CountDownLatch(1);
        assertThat(fails().mayArrive()).isTrue();
    }

    @Test
    void who_hangs_up_before_does_not_have_the_mail() {
        answers.put("DATA", HANG_UP);
        MailNotSent gone = fails();
        assertThat(gone.mayArrive()).isFalse();
        assertThat(gone.forGood()).isFalse();
        assertThat(noted).hasValue(0);
    }

    @Test
    void a_server_without_encryption_gets_nothing_from_who_requires_it() {
        server = server(true);
        assertThat(fails().mayArrive()).isFalse();
        assertThat(heard).noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void who_waits_too_long_for_a_free_connection_notes_nothing() {
        server = server(false, 0, Duration.ofMillis(100));
        assertThat(fails()).hasMessage("all connections to the mail server are busy");
        assertThat(noted).hasValue(0);
    }

    @Test
    void where_nobody_listens_nothing_is_noted() throws Exception {
        listening.close();
        accepting.join(); // who waits in it keeps it open
        MailNotSent away = fails();
        assertThat(away).hasMessage("the mail server does not serve us: ConnectException");
        assertThat(away.mayArrive()).isFalse();
    }

    private void send() {
        server.send(id, MAIL, Noting::new);
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
        try (client;
                OutputStream out = client.getOutputStream();
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            say(out, "220 ready");
            boolean mail = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                if (mail && !line.equals(".")) {
                    continue;
                }
                if (mail) {
                    beforeTheLastAnswer.await();
                }
                String command = line.split(" ", 2)[0];
                mail = command.equals("DATA");
                String answer = answers.getOrDefault(command, "250 ok");
                if (answer.equals(HANG_UP)) {
                    return;
                }
                say(out, answer);
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(OutputStream out, String answer) throws IOException {
        out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
