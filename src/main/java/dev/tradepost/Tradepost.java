package dev.tradepost;

import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the process begins. */
@QuarkusMain
public final class Tradepost {

    /** How the JDK waits for the sockets of virtual threads; read once, before the first of them waits. */
    private static final String POLLER_MODE = "jdk.pollerMode";
    private static final String PLATFORM_THREADS = "1";

    private Tradepost() {}

    /**
     * Starts the application and waits for its end.
     *
     * <p>
     * In a native executable the JDK's virtual pollers can be left asleep for good, and with them half of all connections to the database,
     * whose every answer is then seen only when its time is up (oracle/graal issue 13787; once in some hundred starts under load).
     * Pollers on platform threads cannot.
     */
    public static void main(String... arguments) {
        if (ImageMode.current() == ImageMode.NATIVE_RUN && System.getProperty(POLLER_MODE) == null) {
            System.setProperty(POLLER_MODE, PLATFORM_THREADS);
        }
        Quarkus.run(arguments);
    }
}
