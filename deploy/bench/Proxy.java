import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A proxy between the application and a server. It can freeze: connections stay open and new ones are accepted, as by a kernel whose
 * process has stopped, but nothing passes. Data in transit arrives when it resumes. And it can cut all connections.
 */
class Proxy implements AutoCloseable {

    private final ServerSocket socket;
    private final int server;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition thawed = lock.newCondition();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private boolean frozen;

    Proxy(int server) throws IOException {
        this.server = server;
        socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    void freeze(boolean on) {
        lock.lock();
        try {
            frozen = on;
            thawed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** New connections are accepted at once. */
    void cut() {
        clients.forEach(Proxy::shut);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                // Checks again.
            }
        }
    }

    private void serve(Socket client) {
        clients.add(client);
        try {
            pass();
            Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
            client.setTcpNoDelay(true);
            behind.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> pump(behind, client));
            pump(client, behind);
        } catch (IOException away) {
            shut(client);
        } finally {
            clients.remove(client);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[1 << 16];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                pass();
                out.write(buffer, 0, read);
            }
            pass();
        } catch (IOException broken) {
            // The other side is closed below.
        } finally {
            shut(from);
            shut(to);
        }
    }

    private void pass() {
        lock.lock();
        try {
            while (frozen) {
                thawed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void shut(Closeable socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // As intended.
        }
    }
}
