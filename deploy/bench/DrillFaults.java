import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Kills, freezes and purges, in an order and with pauses that the seed decides. Each one is repaired before the next. */
class DrillFaults {

    static final List<String> SERVERS = List.of("postgres", "redis", "rabbitmq", "smtp");

    /** The application's instances. */
    interface Instances {
        int count();

        void kill(int instance) throws Exception;

        void start(int instance) throws Exception;
    }

    private record Fault(String name, Action action) {}

    private interface Action {
        void run() throws Exception;
    }

    private final Random random;
    private final Map<String, Proxy> proxies;
    private final Instances instances;
    private final List<Fault> faults = new ArrayList<>();

    DrillFaults(long seed, Map<String, Proxy> proxies, Instances instances) {
        this.random = new Random(seed);
        this.proxies = proxies;
        this.instances = instances;
        for (int i = 0; i < Math.max(2, instances.count()); i++) {
            int instance = i % instances.count();
            faults.add(new Fault("kill -9 application " + (instance + 1), () -> {
                instances.kill(instance);
                pause(100, 2_000);
                instances.start(instance);
            }));
        }
        for (String server : SERVERS) {
            if (!server.equals("smtp")) { // the one that is for development keeps mails in memory
                faults.add(new Fault("kill -9 " + server, () -> kill(server)));
            }
            faults.add(new Fault("freeze " + server, () -> freeze(server)));
        }
        faults.add(new Fault("cut rabbitmq every 2 s for 30 s", () -> {
            for (int i = 0; i < 15; i++) {
                proxies.get("rabbitmq").cut();
                Thread.sleep(2_000);
            }
        }));
        for (int i = 0; i < 2; i++) {
            faults.add(new Fault("lose all messages of rabbitmq", DrillFaults::loseMessages));
        }
        Collections.shuffle(faults, random);
    }

    /** Returns when all faults are over and everything runs. */
    void run() throws Exception {
        long begin = System.nanoTime();
        for (Fault fault : faults) {
            pause(1_500, 4_000);
            long at = System.nanoTime();
            fault.action.run();
            Drill.say("%5.1f s  %s, recovered after %.1f s", (at - begin) / 1e9, fault.name, (System.nanoTime() - at) / 1e9);
        }
    }

    private void kill(String server) throws IOException, InterruptedException {
        Servers.services("kill", server);
        pause(100, 3_000);
        Servers.services("start", server);
    }

    /** Also those that are being handled: they return to their queues when the connections close. */
    private static void loseMessages() throws IOException, InterruptedException {
        Servers.services("rabbitmqctl", "eval", """
                lists:foreach(fun(Connection) -> rabbit_networking:close_connection(Connection, "drill") end,
                              rabbit_networking:connections_local()),
                timer:sleep(200),
                lists:foreach(fun(Queue) -> rabbit_amqqueue:purge(Queue) end, rabbit_amqqueue:list()).""");
    }

    private void freeze(String server) throws InterruptedException {
        Proxy proxy = proxies.get(server);
        proxy.freeze(true);
        try {
            pause(5_000, 8_000);
        } finally {
            proxy.freeze(false);
        }
    }

    private void pause(int least, int most) throws InterruptedException {
        Thread.sleep(least + random.nextInt(most - least)); // how long a fault or the peace between two lasts
    }
}
