import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Two instances behind nginx, stopped and started in turn under load: no request may fail. */
class RollingRestart {

    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final long SEED = Long.getLong("seed", 1);
    private static final int CUSTOMERS = 12;
    private static final int PRODUCTS = 50;
    private static final String VIRTUAL_HOST = "tradepost-bench";
    /** Outside the range of client ports, because they are needed again. */
    private static final int EDGE = Servers.port(800);
    private static final List<Integer> INSTANCES = List.of(Servers.port(801), Servers.port(802));
    private static final int MANAGEMENT = 100;

    /** @param stopped seconds from the signal to the exit, for each stop */
    private record Outcome(Map<String, ? extends Collection<Visitors.Answer>> answers, List<Double> stopped, int stops) {}

    private static Database database;

    public static void main(String... arguments) throws Exception {
        Files.createDirectories(Tools.FOLDER);
        Tools.program("nginx", "apt-get install nginx-light");
        Servers.virtualHost(VIRTUAL_HOST);
        database = Database.create("bench_rolling");
        DrillShop shop = DrillShop.open(database, CUSTOMERS, PRODUCTS, 0, 1);
        List<Application> running = new ArrayList<>();
        Outcome outcome;
        try (Edge edge = Edge.start(EDGE, INSTANCES)) {
            for (int i = 0; i < INSTANCES.size(); i++) {
                running.add(ready(i));
            }
            outcome = restart(new Visitors(shop, edge.root, SEED, Integer.getInteger("pause", 60)), running);
            print(outcome, edge);
            for (Application each : running) {
                each.close();
            }
        }
        boolean kept = outcome.answers.values().stream().flatMap(Collection::stream).allMatch(answer -> answer.fault().isEmpty());
        System.exit(kept ? 0 : 1);
    }

    private static Outcome restart(Visitors visitors, List<Application> running) throws Exception {
        List<Double> stopped = new ArrayList<>();
        try (AutoCloseable here = visitors.begin(Integer.getInteger("readers", 6), Integer.getInteger("buyers", 3),
                Integer.getInteger("changers", 4), Integer.getInteger("guests", 1), Integer.getInteger("followers", 4))) {
            Thread.sleep(20_000); // while all is well, and the instances get warm
            visitors.answers.clear();
            for (int i = 0; i < ROUNDS * INSTANCES.size(); i++) {
                int instance = i % INSTANCES.size();
                long told = System.nanoTime();
                running.get(instance).close();
                stopped.add((System.nanoTime() - told) / 1e9);
                running.set(instance, ready(instance));
                say("instance %d was stopped in %.1f s and is back", instance + 1, stopped.getLast());
                Thread.sleep(7_000); // until nginx has tried it again
            }
        }
        return new Outcome(visitors.answers, stopped, stopped.size());
    }

    private static Application launch(int instance) throws IOException {
        int port = INSTANCES.get(instance);
        return Application.launch(database, "rolling-" + (instance + 1), Map.of("PORT", Integer.toString(port), "MANAGEMENT_PORT",
                Integer.toString(port + MANAGEMENT), "RABBITMQ_VHOST", VIRTUAL_HOST, "SHUTDOWN_DELAY",
                System.getProperty("delay", "8s"), "TRADEPOST_ACCOUNT_THROTTLE_PER_ADDRESS", "1000000"), "-Xmx384m");
    }

    /** Starts it, again if it exits, and polls readiness as an orchestrator does. */
    private static Application ready(int instance) throws IOException, InterruptedException {
        URI probe = URI.create("http://127.0.0.1:" + (INSTANCES.get(instance) + MANAGEMENT) + "/ready");
        Application application = launch(instance);
        for (int i = 0; i < 2_400; i++) {
            try {
                if (Application.HTTP.send(HttpRequest.newBuilder(probe).build(), BodyHandlers.ofString()).statusCode() == 200) {
                    return application;
                }
            } catch (IOException notYet) {
                if (!application.process().isAlive()) { // a machine so busy that the database is not reached in time
                    say("instance %d did not start; trying again", instance + 1);
                    application = launch(instance);
                }
            }
            Thread.sleep(100); // between two looks
        }
        throw new IllegalStateException("instance " + (instance + 1) + " does not get ready");
    }

    private static void say(String format, Object... values) {
        System.err.printf(Locale.ROOT, format + "%n", values);
    }

    private static void print(Outcome outcome, Edge edge) throws IOException {
        Table table = new Table("request", "sent", "failed", "median", "p99", "slowest");
        outcome.answers.forEach((kind, answers) -> {
            List<Double> times = answers.stream().map(Visitors.Answer::milliseconds).sorted().toList();
            boolean stream = kind.startsWith("stream");
            table.row(kind, Table.count(times.size()), Table.count(answers.stream().filter(each -> !each.fault().isEmpty()).count()),
                    stream ? "" : Table.ms(times.get(times.size() / 2)), stream ? "" : Table.ms(times.get(times.size() * 99 / 100)),
                    stream ? "" : Table.ms(times.getLast()));
        });
        table.print("%d stops and starts under load, seed %d".formatted(outcome.stops, SEED));
        System.out.printf(Locale.ROOT, "From SIGTERM to the end of the process: %.1f s, at most %.1f s%n", Table.median(outcome.stopped),
                outcome.stopped.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
        System.out.println("Retried on another instance by nginx: " + edge.retries());
    }
}
