import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * An open workload: requests arrive at a fixed rate, whatever the responses do, like those of independent customers. It takes little of the
 * processor that it shares with the application: requests are prepared bytes, and little more than the status of a response is read.
 */
class OpenLoad {

    /** The client's time-out. */
    static final Duration GIVES_UP = Duration.ofSeconds(5);

    private final InetSocketAddress address;
    private final ConcurrentLinkedDeque<Socket> idle = new ConcurrentLinkedDeque<>();

    OpenLoad(String root) {
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), URI.create(root).getPort());
    }

    /** @param bytes the whole request, headers and body */
    record Request(String kind, byte[] bytes) {

        static Request get(String path) {
            return new Request("read", "GET /api/v1%s HTTP/1.1\r\nHost: bench\r\n\r\n".formatted(path).getBytes(StandardCharsets.UTF_8));
        }

        static Request post(String kind, String path, String body, String headers) {
            return new Request(kind, "POST /api/v1%s HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"
                    .formatted(path, headers, body.length(), body).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** @param status 0 if there was none in time */
    record Answer(String kind, int status, boolean saysWhenAgain, long nanos) {}

    /** Sends a fixed number per second. */
    void arrive(Duration span, double perSecond, IntFunction<Request> requests, Consumer<Answer> answers) {
        long gap = (long) (1e9 / perSecond);
        long begin = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int number = 0;
            for (long due = begin; due < begin + span.toNanos(); due += gap) {
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                Request request = requests.apply(number++);
                threads.submit(() -> answers.accept(send(request)));
            }
        }
    }

    /** A closed workload: each client sends its next request after the response. */
    void closed(Duration span, int clients, IntFunction<Request> requests, Consumer<Answer> answers) {
        long end = System.nanoTime() + span.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                int client = i;
                threads.submit(() -> {
                    for (int number = client; System.nanoTime() < end; number += clients) {
                        answers.accept(send(requests.apply(number)));
                    }
                });
            }
        }
    }

    Answer send(Request request) {
        long begin = System.nanoTime();
        Socket socket = idle.poll();
        try {
            if (socket == null) {
                socket = new Socket();
                socket.connect(address, Math.toIntExact(GIVES_UP.toMillis()));
            }
            socket.setSoTimeout(Math.toIntExact(GIVES_UP.toMillis()));
            OutputStream out = socket.getOutputStream();
            out.write(request.bytes());
            InputStream in = new BufferedInputStream(socket.getInputStream(), 4096);
            int status = Integer.parseInt(line(in).split(" ")[1]);
            boolean saysWhenAgain = false;
            boolean stays = true;
            long length = 0;
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                String lower = header.toLowerCase(Locale.ROOT);
                saysWhenAgain |= lower.startsWith("retry-after:");
                stays &= !lower.equals("connection: close");
                length = lower.startsWith("content-length:") ? Long.parseLong(lower.substring(15).strip()) : length;
            }
            in.skipNBytes(length);
            if (stays) {
                idle.push(socket);
            } else {
                socket.close();
            }
            return new Answer(request.kind(), status, saysWhenAgain, System.nanoTime() - begin);
        } catch (IOException none) {
            close(socket);
            return new Answer(request.kind(), 0, false, System.nanoTime() - begin);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("hung up");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static void close(Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException closed) {
            // It is.
        }
    }
}
